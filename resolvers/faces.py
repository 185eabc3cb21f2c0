"""Resolvers of faces."""

from core.model.caller import Caller
from core.model.face import Face
from core.model.paging import Page
from core.use_cases.catalog import Catalog
from resolvers.arguments import FaceId, Limit, ListedOwner, NextToken
from resolvers.declaration import Fields, Query

field = Fields()


@field(Query)
def face(catalog: Catalog, caller: Caller, /, id: FaceId) -> Face | None:
    """The face with this id. Null if there is none, or if it belongs to another user. A new
    analysis replaces the faces of an image."""
    return catalog.face(caller, id)


@field(Query)
def faces(
    catalog: Catalog,
    caller: Caller,
    /,
    owner: ListedOwner = None,
    limit: Limit = None,
    next_token: NextToken = None,
) -> Page[Face]:
    """The faces in the owner's images, newest upload first."""
    return catalog.list_faces(caller, owner, limit, next_token)
