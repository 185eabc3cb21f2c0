"""Flat rows: one for each face with its image's columns, and one for an image without faces.

Columns have the API's names, with the prefix `image` or `face`.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from facegraph.client.fragments import ImageWithFaces

TRAITS = (
    *("smile", "eyeglasses", "sunglasses", "beard", "mustache"),
    *("eyesOpen", "mouthOpen", "faceOccluded"),
)


class Field(NamedTuple):
    """`kind`: text, moment (UTC), integer, number, truth, points (landmarks) or scores (emotions).

    `path` is the value's place in the JSON document of the face or the image.
    """

    name: str
    kind: str
    path: tuple[str, ...]


def _image(name: str, kind: str, *path: str) -> Field:
    return Field(f"image{name[0].upper()}{name[1:]}", kind, path or (name,))


def _face(name: str, kind: str, *path: str) -> Field:
    return Field(f"face{name[0].upper()}{name[1:]}", kind, path or (name,))


IMAGE_FIELDS = (
    _image("id", "text"),
    _image("owner", "text"),
    _image("key", "text"),
    _image("uploadedAt", "moment"),
    _image("contentType", "text"),
    _image("width", "integer"),
    _image("height", "integer"),
    _image("sizeBytes", "number"),
    _image("status", "text"),
    _image("failureCode", "text", "failure", "code"),
    _image("faceCount", "integer"),
    _image("analyzedAt", "moment"),
    _image("engineName", "text", "engine", "name"),
    _image("engineVersion", "text", "engine", "version"),
    _image("revision", "integer"),
)
FACE_FIELDS = (
    _face("id", "text"),
    _face("left", "number", "boundingBox", "left"),
    _face("top", "number", "boundingBox", "top"),
    _face("width", "number", "boundingBox", "width"),
    _face("height", "number", "boundingBox", "height"),
    _face("confidence", "number"),
    _face("landmarks", "points"),
    *(_face(side, "number", "pose", side) for side in ("roll", "yaw", "pitch")),
    *(_face(what, "number", "quality", what) for what in ("brightness", "sharpness")),
    _face("ageLow", "integer", "ageRange", "low"),
    _face("ageHigh", "integer", "ageRange", "high"),
    _face("gender", "text", "gender", "value"),
    _face("genderConfidence", "number", "gender", "confidence"),
    _face("emotions", "scores"),
    *(
        field
        for trait in TRAITS
        for field in (
            _face(trait, "truth", trait, "value"),
            _face(f"{trait}Confidence", "number", trait, "confidence"),
        )
    ),
    *(
        _face(f"eyeDirection{what.title()}", "number", "eyeDirection", what)
        for what in ("yaw", "pitch", "confidence")
    ),
)
FIELDS = IMAGE_FIELDS + FACE_FIELDS


def rows_of(image: ImageWithFaces) -> Iterator[dict[str, Any]]:
    """Values as in JSON, times as datetime. Unknown values are None."""
    about_image = image.model_dump(by_alias=True)
    shared = {field.name: _value(about_image, field.path) for field in IMAGE_FIELDS}
    for face in about_image["faces"] or [None]:
        yield shared | {field.name: _value(face, field.path) for field in FACE_FIELDS}


def _value(document: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if document is None:
            return None
        document = document[name]
    return document
