"""Who gets what from the API.

A row is an argument or a field of schema.graphql, a column is a kind of caller. The requested data
belongs to ana, unless a caller can only request their own. tests/stack/test_access.py requests
every row from the running stack, over HTTP and WebSocket.
"""

from collections.abc import Mapping

from tests.support.access.outcomes import Outcome, Row, Who
from tests.support.access.questions import is_open_to_backend, rows_wanted


def _row(owner: Outcome, another: Outcome, admin: Outcome, backend: Outcome) -> Row:
    """A caller without valid credentials gets the same refusal for every request."""
    outsiders = (Who.API_KEY, Who.EXPIRED, Who.OTHER_POOL, Who.ANONYMOUS)
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

# By `Type`, `Type.field` or `Type.field(argument)`: the longest name that fits a row gives its
# outcome. A type inside an event needs no line here.
OUTCOMES: Mapping[str, Row] = {
    "Query.image": _OF_IMAGE,
    "Query.images": _OF_CALLERS_LIST,
    "Query.images(owner)": _OF_NAMED_OWNER,
    "Query.face": _OF_IMAGE,
    "Query.faces": _OF_CALLERS_LIST,
    "Query.faces(owner)": _OF_NAMED_OWNER,
    "Query.erasure": _OF_CALLERS_LIST,
    "Mutation.createUpload": _ONES_OWN,
    "Mutation.deleteImage": _OF_NAMED_IMAGE,
    "Mutation.reanalyzeImage": _OF_NAMED_IMAGE,
    "Mutation.eraseMyData": _OF_ONES_OWN_WORD,
    "Mutation.publishImageEvent": _BACKENDS_ALONE,
    "Subscription.onImageEvent(owner)": _OF_NAMED_OWNER,
    "Subscription.onImageEvent(imageId)": _OF_CALLERS_LIST,
    "Erasure": _OF_CALLERS_LIST,
    "ErasureCounts": _OF_CALLERS_LIST,
    "FaceConnection": _OF_CALLERS_LIST,
    "FormField": _ONES_OWN,
    "Image.url": _OF_IMAGE,
    "ImageConnection": _OF_CALLERS_LIST,
    "ImageEvent": _OF_EVENTS,
    "Remainder": _OF_CALLERS_LIST,
    "UploadForm": _ONES_OWN,
    "UploadForm.image": _OF_NEW_KEY,
}


def names_for(row: str) -> tuple[str, str, str]:
    """The names in OUTCOMES that fit a row, the longest first."""
    return row, row.partition("(")[0], row.partition(".")[0]


def _row_of(name: str) -> Row | None:
    known = next((OUTCOMES[each] for each in names_for(name) if each in OUTCOMES), None)
    is_in_events = is_open_to_backend(name.partition(".")[0])
    return known or (_IN_EVENTS_TOO if is_in_events else None)


TABLE: Mapping[str, Row] = {
    name: row for name in sorted(rows_wanted()) if (row := _row_of(name)) is not None
}
