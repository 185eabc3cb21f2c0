"""An upload form, filled in and posted to S3."""

import re

import httpx

from facegraph.cli.api import Api, retrying
from facegraph.cli.failure import Unreachable
from facegraph.cli.upload.photo import Photo, Unfit
from facegraph.client.create_upload import CreateUploadCreateUpload as UploadForm

_CODE = re.compile(r"<Code>(\w+)</Code>")
_WORDS = {
    "BadDigest": ("CHANGED", "the file changed while it was being sent; upload it again"),
    "EntityTooLarge": ("TOO_LARGE", "S3 finds the file too large"),
    "EntityTooSmall": ("EMPTY", "S3 finds the file empty"),
}


async def post(api: Api, form: UploadForm, photo: Photo) -> None:
    """Raises Unfit for what S3 refuses, Unreachable once there is no point in trying again."""
    try:
        response: httpx.Response = await retrying(api.patience_s)(_post, api.http, form, photo)
    except OSError as error:
        raise Unfit("UNREADABLE", f"the file cannot be read: {error.strerror}") from None
    except httpx.HTTPStatusError as error:
        raise Unreachable(
            f"S3 does not take files now (HTTP {error.response.status_code}). Run the same "
            "command again later: it goes on from here."
        ) from error
    except httpx.HTTPError as error:
        raise Unreachable(
            f"S3 does not answer at {form.url} ({type(error).__name__}). Run the same command "
            "again when it does: it goes on from here."
        ) from error
    if response.is_error:
        raise _refusal(response)


async def _post(http: httpx.AsyncClient, form: UploadForm, photo: Photo) -> httpx.Response:
    """The file goes as it is read. Raises HTTPStatusError for 429 and 5xx, which pass."""
    fields = {field.name: field.value for field in form.fields}
    with photo.path.open("rb") as file:
        response = await http.post(
            form.url, data=fields, files={"file": (photo.file_name, file, photo.content_type)}
        )
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        response.raise_for_status()
    return response


def _refusal(response: httpx.Response) -> Unfit:
    found = _CODE.search(response.text)
    code = found[1] if found else f"HTTP {response.status_code}"
    return Unfit(*_WORDS.get(code, ("REFUSED", f"S3 refuses the file: {code}")))
