"""Stored images of two owners, in every state of an image."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adapters.table import keys
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.model.face import Face, faces_of
from core.model.failure import FailureCode, failure
from core.model.image import Image, ImageStatus, image_id
from core.model.record import ImageRecord
from core.rules import lifecycle
from tests.support.builders import (
    FACE_SET,
    a_full_face_detail,
    a_record,
    an_analyzed_image,
    an_image,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NOW = datetime.now(UTC).replace(microsecond=0)
# Newest first. `changed` is being analysed again: its record and its faces do not agree.
NAMES = ("full", "faceless", "rejected", "failed", "pending", "changed", "removed")


@dataclass(frozen=True, slots=True)
class Album:
    bucket: str
    owner: str
    other: str

    def store(self, client: "DynamoDBClient", table_name: str) -> None:
        records, faces = TableImageRecords(client, table_name), TableFaces(client, table_name)
        for record, found in self._contents():
            faces.write(record.owner, _NOW, found)
            records.put(record, replacing=None)

    def id(self, name: str) -> str:
        return image_id(self.bucket, self._key(name))

    @property
    def others_id(self) -> str:
        return image_id(self.bucket, f"uploads/{self.other}/full.jpg")

    def face_id(self, name: str) -> str:
        return self._faces(self._key(name), 1)[0].id

    def position(self, name: str) -> str:
        """The token of the page that follows this image."""
        return keys.next_token(keys.image_position(self.id(name), _uploaded_at(name)))

    def _contents(self) -> Iterator[tuple[ImageRecord, tuple[Face, ...]]]:
        yield self._analyzed(self._key("full"), "full", faces=2)
        yield self._analyzed(self._key("faceless"), "faceless", faces=0)
        yield self._gave_up("rejected", ImageStatus.REJECTED, FailureCode.EMPTY)
        yield self._gave_up("failed", ImageStatus.FAILED, FailureCode.ENGINE_UNAVAILABLE)
        yield self._pending(), ()
        record, faces = self._analyzed(self._key("changed"), "changed", faces=2)
        yield record, faces[:1]
        removed, _ = self._analyzed(self._key("removed"), "removed", faces=0)
        yield lifecycle.remove(removed, removed.sequencer, _NOW), ()
        yield self._analyzed(f"uploads/{self.other}/full.jpg", "full", faces=2)

    def _key(self, name: str) -> str:
        return f"uploads/{self.owner}/{name}.jpg"

    def _analyzed(self, key: str, name: str, faces: int) -> tuple[ImageRecord, tuple[Face, ...]]:
        image = an_analyzed_image(
            key, bucket=self.bucket, face_count=faces, uploaded_at=_uploaded_at(name)
        )
        return a_record(image, face_set=FACE_SET), self._faces(key, faces)

    def _faces(self, key: str, count: int) -> tuple[Face, ...]:
        return faces_of(image_id(self.bucket, key), FACE_SET, [a_full_face_detail()] * count)

    def _gave_up(
        self, name: str, status: ImageStatus, code: FailureCode
    ) -> tuple[ImageRecord, tuple[Face, ...]]:
        return a_record(self._image(name, status=status, failure=failure(code), revision=1)), ()

    def _pending(self) -> ImageRecord:
        key = self._key("pending")
        return lifecycle.announce(
            self.bucket, key, self.owner, "image/jpeg", _uploaded_at("pending")
        )

    def _image(self, name: str, **changes: Any) -> Image:
        return an_image(
            self._key(name), bucket=self.bucket, uploaded_at=_uploaded_at(name), **changes
        )


def _uploaded_at(name: str) -> datetime:
    return _NOW - timedelta(minutes=NAMES.index(name))
