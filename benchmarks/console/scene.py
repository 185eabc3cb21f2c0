"""Analysed images with real pictures, whose events were never published."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from adapters.face_engine import face_detail
from adapters.table.records import TableImageRecords
from benchmarks import photos
from benchmarks.full_faces import full_faces
from benchmarks.uploads import CONNECTIONS, Uploads, uploads_of
from core.model.event import EventKind, ImageEvent, image_event
from core.model.face import faces_of
from core.model.image import Engine, Image, ImageStatus
from core.model.record import ImageRecord
from laptop.laptop import Laptop
from laptop.outputs import User

_SIDE_PX = 260
_FACE_SET = "abcdefghij"


def unpublished_images(laptop: Laptop, user: User, count: int) -> list[ImageEvent]:
    """The unpublished events of new images, oldest first. Nothing else may happen meanwhile: the
    functions behind S3's events and the table's stream are stopped for good."""
    _put_to_rest(laptop)
    outputs, uploads = laptop.outputs, uploads_of(laptop, user)
    records = TableImageRecords(
        laptop.session.client("dynamodb", endpoint_url=outputs.aws_endpoint), outputs.table_name
    )
    portrait = photos.portrait()
    begun_at = datetime.now(UTC)

    def make(number: int) -> ImageEvent:
        record = _record(uploads, portrait, number, begun_at + timedelta(milliseconds=number))
        records.put(record, replacing=None)
        faces = faces_of(record.id, _FACE_SET, [face_detail(found) for found in full_faces(1)])
        return image_event(EventKind.ANALYZED, record, faces, datetime.now(UTC))

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(make, range(count)))


def _put_to_rest(laptop: Laptop) -> None:
    for poller in laptop.pollers:
        poller.stop()
    client = laptop.session.client("lambda", endpoint_url=laptop.outputs.aws_endpoint)
    for mapping in client.list_event_source_mappings()["EventSourceMappings"]:
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)


def _record(uploads: Uploads, portrait: bytes, number: int, uploaded_at: datetime) -> ImageRecord:
    photo = photos.copy_of(portrait, number)
    upload = uploads.put(photo)
    image = Image(
        id=upload.image_id,
        owner=uploads.owner,
        bucket=upload.bucket,
        key=upload.key,
        uploaded_at=uploaded_at,
        version_id=upload.version_id,
        content_type="image/jpeg",
        width=_SIDE_PX,
        height=_SIDE_PX,
        size_bytes=float(len(photo)),
        status=ImageStatus.ANALYZED,
        face_count=1,
        analyzed_at=uploaded_at,
        engine=Engine(name="Replayed"),
        revision=1,
    )
    return ImageRecord(state=image, sequencer="1", face_set=_FACE_SET)
