import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import ListShape, Shape, StructureShape
from botocore.session import get_session
from jsonschema_rs import ValidationError, meta

from core.model.event import EVENT_VERSION, EventKind, ImageEvent
from core.model.failure import FailureCode, failure
from core.model.image import ImageStatus
from core.model.wire import to_wire
from schema.event_schema import EVENT_SCHEMA_FILE
from tests.support.builders import an_analyzed_image, an_event, an_image, some_faces
from tests.support.documents import CONTRACT
from tests.support.drift import no_drift
from tests.support.event_contract import event_validator, valid

QUALITIES = ("brightness", "sharpness")
SCHEMA = json.loads(EVENT_SCHEMA_FILE.read_text())
ANALYZED = an_event(faces=some_faces(2))
DELETED = an_event(kind=EventKind.DELETED, image=None, faces=None)
TRUNCATED = an_event(faces=None, truncated=True)
REJECTED = an_event(
    kind=EventKind.REJECTED,
    image=an_image(status=ImageStatus.REJECTED, failure=failure(FailureCode.EMPTY), revision=1),
    faces=(),
)
# Places and values: an event with this value at this place breaks the schema.
DAMAGES: list[tuple[str, Any]] = [
    ("version", 2),
    ("id", None),
    ("kind", "PENDING"),
    ("kind", "DELETED"),
    ("occurredAt", "yesterday"),
    ("occurredAt", 1772366400),
    ("revision", 0),
    ("revision", 1.5),
    ("truncated", True),
    ("image", None),
    ("image.uploadedAt", None),
    ("image.uploadedAt", "2026-03-01"),
    ("image.width", 0),
    ("image.sizeBytes", -1),
    ("image.faceCount", 101),
    ("image.status", "DONE"),
    ("image.failure", "EMPTY"),
    ("image.engine", "Rekognition"),
    ("faces", None),
    ("faces", {}),
    ("faces.0.confidence", 100.5),
    ("faces.0.confidence", -0.5),
    ("faces.0.boundingBox", None),
    ("faces.0.landmarks.0.type", "EYE_LEFT"),
    ("faces.0.pose.yaw", 181),
    ("faces.0.ageRange.low", 3.5),
    ("faces.0.gender.value", "FEMALE"),
    ("faces.0.emotions.0.confidence", "high"),
    ("faces.0.smile.value", None),
]


def wire(event: ImageEvent) -> Any:
    return json.loads(json.dumps(to_wire(event)))


def changed(place: str, value: Any) -> Any:
    document = wire(ANALYZED)
    *path, last = (int(step) if step.isdigit() else step for step in place.split("."))
    holder = document
    for step in path:
        holder = holder[step]
    assert holder[last] != value
    holder[last] = value
    return document


def without_one_member(document: Any) -> Iterator[Any]:
    """Copies of the document, each without one member of one of its objects."""
    for path in paths_of_members(document):
        smaller = copy.deepcopy(document)
        holder = smaller
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]
        yield smaller


def paths_of_members(value: Any, *above: Any) -> Iterator[tuple[Any, ...]]:
    places = range(len(value)) if isinstance(value, list) else value
    if isinstance(value, list | dict):
        for place in places:
            if isinstance(value, dict):
                yield (*above, place)
            yield from paths_of_members(value[place], *above, place)


def test_schema_is_valid_json_schema_and_names_its_version() -> None:
    meta.validate(SCHEMA)

    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == f"urn:facegraph:image-event:{EVENT_VERSION}"


@pytest.mark.parametrize(
    "event", [ANALYZED, DELETED, TRUNCATED, REJECTED], ids=lambda e: f"{e.kind}{e.truncated}"
)
def test_event_of_each_kind_is_valid(event: ImageEvent) -> None:
    valid(wire(event))


@pytest.mark.parametrize(("place", "value"), DAMAGES, ids=str)
def test_event_that_breaks_the_schema_is_refused(place: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        valid(changed(place, value))


@pytest.mark.slow
def test_every_member_is_always_there() -> None:
    damaged = list(without_one_member(wire(ANALYZED)))

    assert len(damaged) > 100
    assert not [document for document in damaged if event_validator().is_valid(document)]


@pytest.mark.parametrize("place", ["", "image.", "faces.0.", "faces.0.pose."])
def test_members_of_a_later_version_are_accepted(place: str) -> None:
    document = changed("image.width", 3)
    holder = document
    for step in place.split(".")[:-1]:
        holder = holder[int(step) if step.isdigit() else step]

    holder["oneDay"] = {"whatever": 1}

    valid(document)


def test_event_of_a_removed_image_has_no_image_and_no_faces() -> None:
    present = {"image": wire(ANALYZED)["image"], "faces": [], "truncated": True}

    for name, value in present.items():
        assert not event_validator().is_valid(wire(DELETED) | {name: value})


def test_schema_has_the_types_and_members_of_the_graphql_contract() -> None:
    kinds = {"ImageEvent": SCHEMA} | SCHEMA["$defs"]

    different = set()
    for name, kind in kinds.items():
        contract: Any = CONTRACT.type_map[name]
        computed = {"faces", "url"} if name == "Image" else set()
        ours = set(kind["enum"] if "enum" in kind else kind["properties"])
        theirs = set(contract.values if "enum" in kind else contract.fields)
        different |= {f"{name}.{member}" for member in ours ^ (theirs - computed)}
    no_drift(
        different,
        "in the events' JSON Schema or in schema.graphql, but not in both",
        edit=None,
        run="make generate",
    )


def ranges(path: str, shape: Shape) -> Iterator[tuple[str, dict[str, Any]]]:
    """The ranges of botocore's model, by the value's path in our event."""
    if isinstance(shape, ListShape):
        yield from ranges(path, shape.member)
    elif isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield from ranges(f"{path}.{name[0].lower()}{name[1:]}", member)
    else:
        yield path, {end: shape.metadata[end] for end in ("min", "max") if end in shape.metadata}


def our_range(path: str) -> dict[str, Any]:
    place = SCHEMA["$defs"]["Face"]
    for step in path.split(".")[1:]:
        place = place["properties"][step]
        inner = place.get("anyOf", [place])[0]
        reference = inner.get("$ref") or inner.get("items", {}).get("$ref")
        place = SCHEMA["$defs"][reference.rsplit("/", 1)[1]] if reference else inner
    ours = {"min": place.get("minimum"), "max": place.get("maximum")}
    return {end: value for end, value in ours.items() if value is not None}


def test_ranges_of_a_face_are_rekognitions() -> None:
    face = get_session().get_service_model("rekognition").shape_for("FaceDetail")
    theirs = dict(ranges("Face", face))
    # https://docs.aws.amazon.com/rekognition/latest/APIReference/API_ImageQuality.html says so.
    of_quality = {f"Face.quality.{name}": {"min": 0, "max": 100} for name in QUALITIES}

    wanted = theirs | of_quality
    different = {path for path in theirs if our_range(path) != wanted[path]}
    no_drift(
        different,
        "has another range than in Rekognition's model",
        edit="core/model/face.py",
        run="make generate",
    )


def test_ratio_may_reach_outside_the_image() -> None:
    valid(changed("faces.0.boundingBox.left", -0.01))
    valid(changed("faces.0.landmarks.0.y", 1.01))


def test_unknown_value_is_null() -> None:
    valid(wire(an_event(image=an_analyzed_image(width=None, height=None, engine=None))))
