"""What a caller may do with images and faces."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from core.model.caller import Caller
from core.model.errors import Conflict, ErasureRunning, ImageChanged, ImageNotFound
from core.model.face import Face, parse_face_id
from core.model.image import Image, ImageStatus, is_image_id
from core.model.paging import Page, page_size
from core.model.record import ImageRecord
from core.model.upload import ContentMd5, UploadForm, upload_content_type, upload_key
from core.ports import Erasures, Faces, ImageRecords, Objects, ReanalysisQueue
from core.rules import lifecycle
from core.rules.decisions import Decision, Nothing, Remove
from core.use_cases.rewriting import rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    records: ImageRecords
    faces: Faces
    objects: Objects
    reanalysis: ReanalysisQueue
    erasures: Erasures
    bucket: str
    now: Callable[[], datetime]

    def image(self, caller: Caller, image_id: str) -> Image | None:
        record = self._visible(caller, image_id)
        return record.image_at(self.now()) if record else None

    def images(
        self,
        caller: Caller,
        owner: str | None,
        status: ImageStatus | None,
        limit: int | None,
        next_token: str | None,
    ) -> Page[Image]:
        listed = caller.owner_to_list(owner)
        return self.records.page(listed, status, page_size(limit), next_token, self.now())

    def face(self, caller: Caller, face_id: str) -> Face | None:
        parts = parse_face_id(face_id)
        if parts is None:
            return None
        image_id, face_set, _ = parts
        record = self._visible(caller, image_id)
        if record is None or record.face_set != face_set:
            return None
        return self.faces.get(face_id)

    def list_faces(
        self, caller: Caller, owner: str | None, limit: int | None, next_token: str | None
    ) -> Page[Face]:
        listed = caller.owner_to_list(owner)
        wanted = page_size(limit)
        found: list[Face] = []
        token = next_token
        while True:
            page = self.faces.page_of_ids(listed, wanted - len(found), token)
            found += self._current(page.items)
            token = page.next_token
            if token is None or len(found) >= wanted:
                return Page(items=tuple(found), next_token=token)

    def faces_of(self, image_id: str, revision: int) -> tuple[Face, ...] | None:
        """The faces of that very revision, None when it was not analysed.

        Raises ImageChanged when a newer one has taken its place.
        """
        record = self.records.get(image_id)
        if record is None or record.revision != revision or record.has_expired(self.now()):
            raise ImageChanged
        if record.face_set is None or record.image is None:
            return None
        if not record.image.face_count:
            return ()
        faces = self.faces.read(image_id, record.face_set)
        if len(faces) != record.image.face_count:
            raise ImageChanged
        return faces

    def url(self, image: Image) -> str | None:
        """A link to the picture, for whoever was shown the image; None until there is one."""
        if image.version_id is None:
            return None
        return self.objects.url(image.bucket, image.key, image.version_id)

    def create_upload(
        self,
        caller: Caller,
        upload_id: str,
        file_name: str,
        content_type: str,
        content_md5: ContentMd5 | None = None,
    ) -> UploadForm:
        """With an MD5, the same bytes under the same name always have the same key, and the form
        names the image that is there already. Without one, `upload_id` makes the key unique."""
        now = self.now()
        key = upload_key(caller.sub, content_md5.hex if content_md5 else upload_id, file_name)
        content_type = upload_content_type(content_type)
        form = self.objects.upload_form(self.bucket, key, content_type, now, content_md5)
        erasure = self.erasures.get(caller.sub)
        if erasure and erasure.is_running:
            raise ErasureRunning
        record = self.records.get(form.image_id) if content_md5 else None
        if record and not lifecycle.is_awaited(record):
            return replace(form, image=record.image_at(now))
        announced = lifecycle.announce(self.bucket, key, caller.sub, content_type, now)
        # Not retried: a conflict means that this write succeeded and its response was lost, or
        # that the upload has arrived, whose record must stay.
        with suppress(Conflict):
            self.records.put(announced, replacing=record)
        return form

    def delete_image(self, caller: Caller, image_id: str) -> None:
        """Removes the object before the record: if the call breaks off in between, S3's event of
        the deletion removes the record. After a conflict, removes both again, because an upload may
        have arrived. Raises ImageNotFound, and Conflict as `rewrite` does."""

        def decide(record: ImageRecord | None) -> Decision[ImageRecord]:
            if record is None or record.image is None:
                return Nothing()
            self.objects.remove(record.image.bucket, record.image.key)
            return Remove(record=lifecycle.remove(record, record.sequencer, self.now()))

        rewrite(self.records, image_id, decide, known=self._existing(caller, image_id)[0])

    def reanalyze_image(self, caller: Caller, image_id: str) -> Image:
        """The image as it is now; the new analysis is published as an event. An announced upload
        that has not come yet needs no request: its first analysis is still to come."""
        record, image = self._existing(caller, image_id)
        if not lifecycle.is_awaited(record):
            self.reanalysis.send(image_id, record.revision)
        return image

    def _existing(self, caller: Caller, image_id: str) -> tuple[ImageRecord, Image]:
        record = self._visible(caller, image_id)
        if record is None or record.image is None:
            raise ImageNotFound
        return record, record.image

    def _visible(self, caller: Caller, image_id: str) -> ImageRecord | None:
        record = self.records.get(image_id) if is_image_id(image_id) else None
        if record is None or not caller.may_see(record) or not record.image_at(self.now()):
            return None
        return record

    def _names(self, record: ImageRecord, face_set: str) -> bool:
        return record.face_set == face_set and not record.has_expired(self.now())

    def _current(self, face_ids: Sequence[str]) -> list[Face]:
        """The faces that belong to what their images' records say now, in the given order."""
        parts = {face_id: parsed for face_id in face_ids if (parsed := parse_face_id(face_id))}
        records = self.records.get_many({image_id for image_id, _, _ in parts.values()})
        shown = [
            face_id
            for face_id, (image_id, face_set, _) in parts.items()
            if image_id in records and self._names(records[image_id], face_set)
        ]
        faces = self.faces.get_many(shown)
        return [faces[face_id] for face_id in shown if face_id in faces]
