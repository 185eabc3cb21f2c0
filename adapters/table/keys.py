"""Keys and indexes of the table: names that the infrastructure creates and the queries use.

An image and its faces share a partition:

    pk              sk                       what
    IMAGE#{id}      IMAGE                    the record
    IMAGE#{id}      FACE#{set}#{index}       a face of one analysis
    OWNER#{owner}   DAY#{date}               how many images were analysed that day
    ENGINE          SCHEDULE                 when the engine may be called next
    OWNER#{owner}   ERASURE                  the owner's latest erasure

Images and faces carry `position`, their place in their owner's lists: `{uploadedAt}#{image id}`
for an image and `{uploadedAt}#{image id}#{set}#{99 - index}` for a face. Reading backwards then
returns the newest image first, with its faces in the engine's order. While a worker has a lease,
the record also has `unfinished` and `overdueAt`.
"""

import base64
import binascii
import re
from datetime import date, datetime
from typing import Any

from core.model.errors import InvalidNextToken
from core.model.face import parse_face_id
from core.model.image import ImageStatus
from core.model.wire import timestamp

PARTITION_KEY = "pk"
SORT_KEY = "sk"
POSITION = "position"
OWNER = "owner"
OWNER_STATUS = "ownerStatus"
FACE_OWNER = "faceOwner"
UNFINISHED = "unfinished"
OVERDUE_AT = "overdueAt"
EXPIRES_AT = "expiresAt"  # epoch seconds: the table's TTL attribute
IMAGE = "image"

IMAGES_BY_OWNER = "imagesByOwner"
IMAGES_BY_STATUS = "imagesByStatus"
FACES_BY_OWNER = "facesByOwner"
OVERDUE_IMAGES = "overdueImages"
LISTED_ATTRIBUTES = (IMAGE, EXPIRES_AT)  # what the image indexes hold in addition to keys

# The first letter of an id: one partition of an index takes only 1,000 writes a second.
UNFINISHED_PARTITIONS = "abcdefghijklmnopqrstuvwxyz234567"

IMAGE_SORT_KEY = "IMAGE"
FACES_PREFIX = "FACE#"
_LAST_INDEX = 99  # an engine returns 100 faces at most

_IMAGE_POSITION = re.compile(r"[0-9T:.Z-]{24}#([a-z2-7]{26})")
_FACE_POSITION = re.compile(r"[0-9T:.Z-]{24}#([a-z2-7]{26})#([a-z2-7]{10})#([0-9]{2})")


IMAGES = "images"  # the number of an owner's images on one day
NEXT_CALL = "nextCall"  # when the engine may be called, in microseconds since the epoch


def count_key(owner: str, day: date) -> dict[str, str]:
    return {PARTITION_KEY: f"OWNER#{owner}", SORT_KEY: f"DAY#{day.isoformat()}"}


def schedule_key() -> dict[str, str]:
    return {PARTITION_KEY: "ENGINE", SORT_KEY: "SCHEDULE"}


def image_partition(image_id: str) -> str:
    return f"IMAGE#{image_id}"


def erasure_key(owner: str) -> dict[str, str]:
    return {PARTITION_KEY: f"OWNER#{owner}", SORT_KEY: "ERASURE"}


def image_key(image_id: str) -> dict[str, str]:
    return {PARTITION_KEY: image_partition(image_id), SORT_KEY: IMAGE_SORT_KEY}


def image_id_of_key(key: dict[str, Any]) -> str:
    return str(key[PARTITION_KEY]).removeprefix("IMAGE#")


def face_set_prefix(face_set: str) -> str:
    return f"{FACES_PREFIX}{face_set}#"


def face_set_of(sort_key: str) -> str:
    return sort_key.split("#")[1]


def face_key(face_id: str) -> dict[str, str]:
    parts = parse_face_id(face_id)
    if parts is None:
        raise ValueError("not the id of a face")
    image_id, face_set, index = parts
    return {
        PARTITION_KEY: image_partition(image_id),
        SORT_KEY: f"{face_set_prefix(face_set)}{index}",
    }


def face_id_of_key(key: dict[str, Any]) -> str:
    image_id = image_id_of_key(key)
    _, face_set, index = key[SORT_KEY].split("#")
    return f"{image_id}.{face_set}.{index}"


def owner_status(owner: str, status: ImageStatus) -> str:
    return f"{owner}#{status}"


def image_position(image_id: str, uploaded_at: datetime) -> str:
    return f"{timestamp(uploaded_at)}#{image_id}"


def face_position(face_id: str, uploaded_at: datetime) -> str:
    parts = parse_face_id(face_id)
    if parts is None:
        raise ValueError("not the id of a face")
    image_id, face_set, index = parts
    return f"{image_position(image_id, uploaded_at)}#{face_set}#{_LAST_INDEX - int(index):02d}"


def next_token(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def image_start_key(token: str) -> dict[str, str]:
    """The table's key and position of the image that a page ended with."""
    match = _IMAGE_POSITION.fullmatch(_position(token))
    if match is None:
        raise InvalidNextToken
    return image_key(match[1]) | {POSITION: match[0]}


def face_start_key(token: str) -> dict[str, str]:
    """The table's key and position of the face that a page ended with."""
    match = _FACE_POSITION.fullmatch(_position(token))
    if match is None:
        raise InvalidNextToken
    image_id, face_set, reversed_index = match.groups()
    face_id = f"{image_id}.{face_set}.{_LAST_INDEX - int(reversed_index):02d}"
    return face_key(face_id) | {POSITION: match[0]}


def _position(token: str) -> str:
    padded = token + "=" * (-len(token) % 4)
    try:
        position = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError, ValueError):
        raise InvalidNextToken from None
    if next_token(position) != token:
        raise InvalidNextToken
    return position
