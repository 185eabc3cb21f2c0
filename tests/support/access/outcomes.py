"""Kinds of callers, and what each can get."""

from collections.abc import Mapping
from enum import StrEnum


class Who(StrEnum):
    OWNER = "the owner"
    ANOTHER = "another user"
    ADMIN = "an admin"
    BACKEND = "an IAM caller"
    API_KEY = "an API key"
    EXPIRED = "the owner's token, expired"
    OTHER_POOL = "an admin of another pool"
    ANONYMOUS = "anonymous"


class Outcome(StrEnum):
    """What a caller can see: an answer, or the stable code of a refusal."""

    SEEN = "seen, or done"
    NOTHING = "null or empty, as if there were none"
    FORBIDDEN = "Forbidden"
    NOT_FOUND = "ImageNotFound"
    NOT_CONFIRMED = "ErasureNotConfirmed"
    CLOSED = "Unauthorized"  # AppSync: the field is closed to this way of signing in
    REFUSED = "UnauthorizedException"  # AppSync: the whole request is refused


Row = Mapping[Who, Outcome]
