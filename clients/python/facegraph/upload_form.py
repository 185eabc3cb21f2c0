"""An upload form, filled in and posted to S3."""

import re
from typing import TYPE_CHECKING

import httpx

from facegraph.errors import UploadRejected
from facegraph.photo import Photo

if TYPE_CHECKING:
    from facegraph.client.fragments import UploadForm

_S3_CODE = re.compile(r"<Code>(\w+)</Code>")
_REASONS = {
    "BadDigest": ("CHANGED", "the file changed while it was being sent; upload it again"),
    "EntityTooLarge": ("TOO_LARGE", "S3 finds the file too large"),
    "EntityTooSmall": ("EMPTY", "S3 finds the file empty"),
}


async def post_photo(http: httpx.AsyncClient, form: "UploadForm", photo: Photo) -> None:
    """Streams the file from disk.

    Raises UploadRejected when S3 refuses the file, HTTPStatusError for 429 and 5xx, which a later
    attempt may not meet, and what httpx raises for the network.
    """
    fields = {field.name: field.value for field in form.fields}
    try:
        with photo.path.open("rb") as file:
            response = await http.post(
                form.url, data=fields, files={"file": (photo.file_name, file, photo.content_type)}
            )
    except OSError as error:
        raise UploadRejected("UNREADABLE", f"the file cannot be read: {error.strerror}") from None
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        response.raise_for_status()
    if response.is_error:
        raise _rejection(response)


def _rejection(response: httpx.Response) -> UploadRejected:
    found = _S3_CODE.search(response.text)
    code = found[1] if found else f"HTTP {response.status_code}"
    return UploadRejected(*_REASONS.get(code, ("REFUSED", f"S3 refuses the file: {code}")))
