"""Resolvers of images: reading, uploading, deleting, analysing again."""

from typing import Any

from core.model.image import Image, ImageStatus
from core.model.upload import ContentMd5
from core.model.wire import from_wire, to_wire
from core.use_cases.catalog import Catalog
from resolvers.new_ids import new_upload_id
from resolvers.request import Request
from resolvers.router import Router


def image_resolvers(catalog: Catalog) -> Router:
    router = Router()

    @router.resolver("Query", "image")
    def image(request: Request, id: str) -> Any:
        return to_wire(catalog.image(request.caller, id))

    @router.resolver("Query", "images")
    def images(
        request: Request,
        owner: str | None = None,
        status: str | None = None,
        limit: int | None = None,
        next_token: str | None = None,
    ) -> Any:
        wanted = ImageStatus(status) if status else None
        return to_wire(catalog.images(request.caller, owner, wanted, limit, next_token))

    @router.resolver("Image", "url")
    def url(request: Request) -> str | None:
        return catalog.url(from_wire(Image, request.source))

    @router.resolver("Mutation", "createUpload")
    def create_upload(
        request: Request, file_name: str, content_type: str, content_md5: str | None = None
    ) -> Any:
        md5 = ContentMd5.parse(content_md5) if content_md5 is not None else None
        form = catalog.create_upload(request.caller, new_upload_id(), file_name, content_type, md5)
        return to_wire(form)

    @router.resolver("Mutation", "deleteImage")
    def delete_image(request: Request, id: str) -> str:
        catalog.delete_image(request.caller, id)
        return id

    @router.resolver("Mutation", "reanalyzeImage")
    def reanalyze_image(request: Request, id: str) -> Any:
        return to_wire(catalog.reanalyze_image(request.caller, id))

    return router
