"""Uploads photos to S3, several at once; a photo that was uploaded before is not sent again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from facegraph.cli.api import Api
from facegraph.cli.failure import ApiRefused
from facegraph.cli.upload.form import post
from facegraph.cli.upload.report import Report
from facegraph.cli.upload.results import Results, result_of
from facegraph.cli.upload.totals import FileResult
from facegraph.cli.workers import for_each
from facegraph.client.enums import ImageStatus
from facegraph.client.fragments import UploadForm
from facegraph.errors import UploadRejected
from facegraph.photo import Photo, read_photo

_REFUSED_FILE = "InvalidArgument"


class Uploader:
    """Without `results` the upload does not wait for them."""

    def __init__(self, api: Api, report: Report, results: Results | None) -> None:
        self._api = api
        self._report = report
        self._results = results

    async def upload(self, photos: AsyncIterator[Path], jobs: int) -> None:
        """Raises Unreachable. A rejected file does not stop the others."""
        await for_each(photos, self._report_one, at_once=jobs)

    async def _report_one(self, path: Path) -> None:
        try:
            await self._one(path)
        except UploadRejected as rejection:
            self._report.add(FileResult(path=path, code=rejection.code, message=str(rejection)))

    async def _one(self, path: Path) -> None:
        photo = await asyncio.to_thread(read_photo, path)
        form = await self._form(photo)
        sent = FileResult(path=path, image_id=form.image_id, was_there=form.image is not None)
        if form.image and (not self._results or form.image.status is not ImageStatus.PENDING):
            self._report.add(result_of(form.image, sent))
        elif form.image and self._results:
            await self._results.expect(sent)
        elif self._results:
            await self._results.expect(sent)
            try:
                await self._post(form, photo)
            except BaseException:
                self._results.forget(sent)
                raise
        else:
            await self._post(form, photo)
            self._report.add(replace(sent, status=ImageStatus.PENDING.value))

    async def _form(self, photo: Photo) -> UploadForm:
        try:
            return await self._api.create_upload(
                photo.file_name, photo.content_type, photo.content_md5
            )
        except ApiRefused as refusal:
            if refusal.error_type != _REFUSED_FILE:
                raise
            raise UploadRejected("REFUSED", str(refusal.__cause__)) from refusal

    async def _post(self, form: UploadForm, photo: Photo) -> None:
        await post(self._api, form, photo)
        self._report.sent(photo.size_bytes)
