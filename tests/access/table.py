"""Who gets what of the API: a row for each argument and each field of schema.graphql, a column for
each kind of caller. Whatever is asked for is ana's, unless the caller's own is all there is to ask.

Asked of the running stack, over HTTP and WebSocket, by tests/stack/test_access.py.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum


class Who(StrEnum):
    OWNER = "the owner"
    ANOTHER = "another user"
    ADMIN = "an admin"
    BACKEND = "an IAM caller"
    API_KEY = "an API key"
    EXPIRED = "the owner's token, expired"
    OTHER_POOL = "an admin of another pool"
    NOBODY = "nobody"


class Outcome(StrEnum):
    """What a caller can tell: an answer, or the stable code of a refusal."""

    SEEN = "seen, or done"
    NOTHING = "null or empty, as if there were none"
    FORBIDDEN = "Forbidden"
    NOT_FOUND = "ImageNotFound"
    NOT_CONFIRMED = "ErasureNotConfirmed"
    CLOSED = "Unauthorized"  # AppSync: the field is not open to this way of signing in
    REFUSED = "UnauthorizedException"  # AppSync: not let in at all


Row = Mapping[Who, Outcome]


def _row(owner: Outcome, another: Outcome, admin: Outcome, backend: Outcome) -> Row:
    """Whoever is not let in is never told more, whatever is asked for."""
    outsiders = (Who.API_KEY, Who.EXPIRED, Who.OTHER_POOL, Who.NOBODY)
    users = {Who.OWNER: owner, Who.ANOTHER: another, Who.ADMIN: admin, Who.BACKEND: backend}
    return users | dict.fromkeys(outsiders, Outcome.REFUSED)


_SEEN, _NOTHING, _CLOSED = Outcome.SEEN, Outcome.NOTHING, Outcome.CLOSED
#                         owner  another             admin     backend
_ONES_OWN = _row(_SEEN, _SEEN, _SEEN, _CLOSED)
_OF_NEW_KEY = _row(_NOTHING, _NOTHING, _NOTHING, _CLOSED)
_OF_IMAGE = _row(_SEEN, _NOTHING, _SEEN, _CLOSED)
_OF_CALLERS_LIST = _row(_SEEN, _NOTHING, _NOTHING, _CLOSED)
_OF_NAMED_OWNER = _row(_SEEN, Outcome.FORBIDDEN, _SEEN, _CLOSED)
_OF_NAMED_IMAGE = _row(_SEEN, Outcome.NOT_FOUND, _SEEN, _CLOSED)
_OF_ONES_OWN_WORD = _row(_SEEN, Outcome.NOT_CONFIRMED, Outcome.NOT_CONFIRMED, _CLOSED)
_IN_EVENTS_TOO = _row(_SEEN, _NOTHING, _SEEN, _SEEN)
_OF_EVENTS = _row(_SEEN, Outcome.FORBIDDEN, _SEEN, _SEEN)
_BACKENDS_ALONE = _row(_CLOSED, _CLOSED, _CLOSED, _SEEN)

_ARGUMENTS: Mapping[str, Row] = {
    "Query.image(id)": _OF_IMAGE,
    "Query.images": _OF_CALLERS_LIST,
    "Query.images(owner)": _OF_NAMED_OWNER,
    "Query.images(status)": _OF_CALLERS_LIST,
    "Query.images(limit)": _OF_CALLERS_LIST,
    "Query.images(nextToken)": _OF_CALLERS_LIST,
    "Query.face(id)": _OF_IMAGE,
    "Query.faces": _OF_CALLERS_LIST,
    "Query.faces(owner)": _OF_NAMED_OWNER,
    "Query.faces(limit)": _OF_CALLERS_LIST,
    "Query.faces(nextToken)": _OF_CALLERS_LIST,
    "Query.erasure": _OF_CALLERS_LIST,
    "Mutation.createUpload(fileName)": _ONES_OWN,
    "Mutation.createUpload(contentType)": _ONES_OWN,
    "Mutation.createUpload(contentMd5)": _ONES_OWN,
    "Mutation.deleteImage(id)": _OF_NAMED_IMAGE,
    "Mutation.reanalyzeImage(id)": _OF_NAMED_IMAGE,
    "Mutation.eraseMyData(confirm)": _OF_ONES_OWN_WORD,
    "Mutation.publishImageEvent(event)": _BACKENDS_ALONE,
    "Subscription.onImageEvent(owner)": _OF_NAMED_OWNER,
    "Subscription.onImageEvent(imageId)": _OF_CALLERS_LIST,
}

_FIELDS: Mapping[tuple[str, str], Row] = {
    ("AgeRange", "low high"): _IN_EVENTS_TOO,
    ("BoundingBox", "left top width height"): _IN_EVENTS_TOO,
    ("Emotion", "type confidence"): _IN_EVENTS_TOO,
    ("Engine", "name version"): _IN_EVENTS_TOO,
    ("Erasure", "id status requestedAt finishedAt removed found remains"): _OF_CALLERS_LIST,
    ("ErasureCounts", "objectVersions images faces"): _OF_CALLERS_LIST,
    ("EyeDirection", "yaw pitch confidence"): _IN_EVENTS_TOO,
    (
        "Face",
        "id imageId boundingBox confidence landmarks pose quality ageRange gender emotions smile "
        "eyeglasses sunglasses beard mustache eyesOpen mouthOpen faceOccluded eyeDirection",
    ): _IN_EVENTS_TOO,
    ("FaceAttribute", "value confidence"): _IN_EVENTS_TOO,
    ("FaceConnection", "items nextToken"): _OF_CALLERS_LIST,
    ("Failure", "code message retryable"): _IN_EVENTS_TOO,
    ("FormField", "name value"): _ONES_OWN,
    ("Gender", "value confidence"): _IN_EVENTS_TOO,
    (
        "Image",
        "id owner bucket key uploadedAt versionId etag contentType width height sizeBytes status "
        "failure faceCount analyzedAt engine revision faces",
    ): _IN_EVENTS_TOO,
    ("Image", "url"): _OF_IMAGE,
    ("ImageConnection", "items nextToken"): _OF_CALLERS_LIST,
    (
        "ImageEvent",
        "version id kind occurredAt owner imageId revision truncated image faces",
    ): _OF_EVENTS,
    ("ImageQuality", "brightness sharpness"): _IN_EVENTS_TOO,
    ("Landmark", "type x y"): _IN_EVENTS_TOO,
    ("Pose", "roll yaw pitch"): _IN_EVENTS_TOO,
    ("Remainder", "what until forDays"): _OF_CALLERS_LIST,
    ("UploadForm", "imageId key url fields expiresAt"): _ONES_OWN,
    ("UploadForm", "image"): _OF_NEW_KEY,
}


def _fields() -> Iterator[tuple[str, Row]]:
    for (type_name, names), row in _FIELDS.items():
        yield from ((f"{type_name}.{name}", row) for name in names.split())


TABLE: Mapping[str, Row] = {**_ARGUMENTS, **dict(_fields())}
