"""An upload form, posted with the patience of the command line."""

import httpx

from facegraph.cli.api import Api, retrying
from facegraph.cli.failure import Unreachable
from facegraph.client.fragments import UploadForm
from facegraph.photo import Photo
from facegraph.upload_form import post_photo


async def post(api: Api, form: UploadForm, photo: Photo) -> None:
    """Raises UploadRejected when S3 refuses the file, Unreachable when retries do not help."""
    try:
        await retrying(api.patience_s)(post_photo, api.http, form, photo)
    except httpx.HTTPStatusError as error:
        raise Unreachable(
            f"S3 accepts no files now (HTTP {error.response.status_code}). Run the same "
            "command again later: it continues where it stopped."
        ) from error
    except httpx.HTTPError as error:
        raise Unreachable(
            f"S3 does not answer at {form.url} ({type(error).__name__}). Run the same command "
            "again later: it continues where it stopped."
        ) from error
