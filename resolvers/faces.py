"""Resolvers of faces."""

from typing import Any

from core.model.wire import to_wire
from core.use_cases.catalog import Catalog
from resolvers.request import Request
from resolvers.router import Router


def face_resolvers(catalog: Catalog) -> Router:
    router = Router()

    @router.resolver("Query", "face")
    def face(request: Request, id: str) -> Any:
        return to_wire(catalog.face(request.caller, id))

    @router.resolver("Query", "faces")
    def faces(
        request: Request,
        owner: str | None = None,
        limit: int | None = None,
        next_token: str | None = None,
    ) -> Any:
        return to_wire(catalog.list_faces(request.caller, owner, limit, next_token))

    @router.resolver("Image", "faces")
    def image_faces(request: Request) -> Any:
        return to_wire(catalog.faces_of(request.source["id"], request.source["revision"]))

    return router
