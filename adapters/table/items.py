"""Records and faces as items of the table."""

from datetime import UTC, datetime
from typing import Any

from adapters.table import keys
from adapters.table.attribute_values import from_item, to_item
from core.model.face import Face
from core.model.image import Image, Tombstone
from core.model.record import ImageRecord, Lease
from core.model.wire import from_wire, timestamp, to_wire

WRITE = "write"


def record_item(record: ImageRecord) -> dict[str, Any]:
    state = record.state
    listed = _listing(state) if isinstance(state, Image) else {}
    return to_item(
        keys.image_key(record.id)
        | listed
        | _unfinished(record)
        | {
            keys.IMAGE: to_wire(state),
            "sequencer": record.sequencer,
            "faceSet": record.face_set,
            "lease": to_wire(record.lease),
            keys.EXPIRES_AT: epoch(record.expires_at),
            WRITE: record.write_count,
        }
    )


def record_of_item(item: dict[str, Any]) -> ImageRecord:
    document = from_item(item)
    expires_at = document.get(keys.EXPIRES_AT)
    lease = document.get("lease")
    return ImageRecord(
        state=_state(document[keys.IMAGE]),
        sequencer=document["sequencer"],
        face_set=document.get("faceSet"),
        lease=from_wire(Lease, lease) if lease else None,
        expires_at=datetime.fromtimestamp(expires_at, UTC) if expires_at else None,
        write_count=document[WRITE],
    )


def image_of_item(item: dict[str, Any]) -> Image:
    return from_wire(Image, from_item(item)[keys.IMAGE])


def face_item(
    face: Face, owner: str, uploaded_at: datetime, expires_at: datetime | None = None
) -> dict[str, Any]:
    return to_item(
        keys.face_key(face.id)
        | {
            "face": to_wire(face),
            keys.FACE_OWNER: owner,
            keys.POSITION: keys.face_position(face.id, uploaded_at),
            keys.EXPIRES_AT: epoch(expires_at),
        }
    )


def face_of_item(item: dict[str, Any]) -> Face:
    return from_wire(Face, from_item(item)["face"])


def _state(document: dict[str, Any]) -> Image | Tombstone:
    # A tombstone has no status. It keeps only what identifies late events.
    if "status" in document:
        return from_wire(Image, document)
    return from_wire(Tombstone, document)


def epoch(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def _unfinished(record: ImageRecord) -> dict[str, str]:
    if record.lease is None:
        return {}
    overdue_at = timestamp(record.lease.overdue_at)
    return {keys.UNFINISHED: record.id[0], keys.OVERDUE_AT: overdue_at}


def _listing(image: Image) -> dict[str, str]:
    return {
        keys.OWNER: image.owner,
        keys.OWNER_STATUS: keys.owner_status(image.owner, image.status),
        keys.POSITION: keys.image_position(image.id, image.uploaded_at),
    }
