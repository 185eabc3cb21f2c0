"""Resolvers of images: reading, uploading, deleting, analysing again."""

from typing import Annotated

from core.model.caller import Caller
from core.model.image import Image, ImageStatus
from core.model.paging import Page
from core.model.shape import Id
from core.model.upload import ContentMd5, UploadForm
from core.use_cases.catalog import Catalog
from resolvers.arguments import ImageId, Limit, ListedOwner, NextToken
from resolvers.declaration import Fields, Meaning, Mutation, Query
from resolvers.new_ids import new_upload_id

FileName = Annotated[
    str,
    Meaning(
        "1 to 255 bytes in UTF-8, without slashes, control characters and `${`; not `.` or `..`."
    ),
]
ContentType = Annotated[str, Meaning("`image/jpeg` or `image/png`.")]
FileMd5 = Annotated[
    str | None,
    Meaning(
        "The MD5 of the file, 16 bytes in base64. The form then accepts only these bytes, and the "
        "object's key is made from their MD5."
    ),
]

field = Fields()


@field(Query)
def image(catalog: Catalog, caller: Caller, /, id: ImageId) -> Image | None:
    """The image with this id. Null if there is none, or if it belongs to another user."""
    return catalog.image(caller, id)


@field(Query)
def images(
    catalog: Catalog,
    caller: Caller,
    /,
    owner: ListedOwner = None,
    status: Annotated[ImageStatus | None, Meaning("Only images with this status.")] = None,
    limit: Limit = None,
    next_token: NextToken = None,
) -> Page[Image]:
    """The owner's images, newest upload first."""
    return catalog.images(caller, owner, status, limit, next_token)


@field(Mutation)
def create_upload(
    catalog: Catalog,
    caller: Caller,
    /,
    file_name: FileName,
    content_type: ContentType,
    content_md5: FileMd5 = None,
) -> UploadForm:
    """A form that uploads exactly one object of yours. Refused with `ErasureRunning` while your
    data is being erased."""
    md5 = ContentMd5.parse(content_md5) if content_md5 is not None else None
    return catalog.create_upload(caller, new_upload_id(), file_name, content_type, md5)


@field(Mutation)
def delete_image(catalog: Catalog, caller: Caller, /, id: ImageId) -> Id:
    """Deletes every version of the object and every face, and returns the id. Refused with
    `ImageNotFound` if there is no such image."""
    catalog.delete_image(caller, id)
    return id


@field(Mutation)
def reanalyze_image(catalog: Catalog, caller: Caller, /, id: ImageId) -> Image:
    """Requests a new analysis of the current version, and returns the image as it is now. Refused
    with `ImageNotFound` if there is no such image."""
    return catalog.reanalyze_image(caller, id)
