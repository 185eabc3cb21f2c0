"""Values with defaults: a test writes only what matters to it."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from PIL import Image as PillowImage

from adapters.sqs_messages import Message
from adapters.table.items import record_item
from core.model.appearance import (
    AgeRange,
    Emotion,
    EmotionType,
    FaceAttribute,
    Gender,
    GenderType,
    ImageQuality,
)
from core.model.delivery import Delivery
from core.model.detection import Detection, Format
from core.model.event import EVENT_VERSION, EventKind, ImageEvent
from core.model.face import Face, FaceDetail, faces_of
from core.model.geometry import BoundingBox, EyeDirection, Landmark, LandmarkType, Pose
from core.model.image import Engine, Image, ImageStatus, Tombstone, image_id
from core.model.record import ImageRecord, Lease
from core.model.stored_object import ObjectHint, ObjectVersion, comparable_sequencer
from core.model.upload import ContentMd5
from core.rules.decisions import Worker

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
BUCKET = "facegraph-uploads"
KEY = "uploads/ana/portrait.jpg"
FACE_SET = "aaaaaaaaaa"
OTHER_FACE_SET = "bbbbbbbbbb"
ENGINE = Engine(name="Fake", version="1.0")
MD5 = ContentMd5.parse("CY9rzUYh03PK3k6DJie09g==")


def a_sequencer(number: int) -> str:
    return comparable_sequencer(f"{number:016X}")


def a_hint(key: str = KEY, number: int | None = 1, bucket: str = BUCKET) -> ObjectHint:
    sequencer = None if number is None else a_sequencer(number)
    return ObjectHint(bucket=bucket, key=key, sequencer=sequencer)


def a_delivery(*, is_last: bool = False, deadline: datetime = NOW + MINUTE) -> Delivery:
    return Delivery(deadline=deadline, is_last=is_last)


def a_worker(token: str = FACE_SET) -> Worker:
    return Worker(token=token, delivery=a_delivery(), now=NOW, retention=None)


def a_version(**changes: Any) -> ObjectVersion:
    values: dict[str, Any] = {
        "bucket": BUCKET,
        "key": KEY,
        "version_id": "v1",
        "etag": "0cc175b9c0f1b6a831c399e269772661",
        "size_bytes": 1000,
        "content_type": "image/jpeg",
        "uploaded_at": NOW - MINUTE,
    }
    return ObjectVersion(**values | changes)


def a_lease(**changes: Any) -> Lease:
    values: dict[str, Any] = {"token": FACE_SET, "version_id": "v1", "until": NOW + MINUTE}
    return Lease(**values | changes)


def an_image(key: str = KEY, bucket: str = BUCKET, **changes: Any) -> Image:
    """A PENDING image by default."""
    values: dict[str, Any] = {
        "id": image_id(bucket, key),
        "owner": key.split("/")[1],
        "bucket": bucket,
        "key": key,
        "uploaded_at": NOW - MINUTE,
    }
    return Image(**values | changes)


def an_analyzed_image(key: str = KEY, **changes: Any) -> Image:
    values: dict[str, Any] = {
        "version_id": "v1",
        "etag": "0cc175b9c0f1b6a831c399e269772661",
        "content_type": "image/jpeg",
        "width": 640,
        "height": 480,
        "size_bytes": 1000.0,
        "status": ImageStatus.ANALYZED,
        "face_count": 1,
        "analyzed_at": NOW,
        "engine": ENGINE,
        "revision": 1,
    }
    return an_image(key, **values | changes)


def a_record(state: Image | Tombstone | None = None, **changes: Any) -> ImageRecord:
    """The record of an analysed image by default."""
    values: dict[str, Any] = {"sequencer": a_sequencer(1)}
    if state is None:
        state, values["face_set"] = an_analyzed_image(), FACE_SET
    return ImageRecord(state=state, **values | changes)


def a_tombstone(key: str = KEY, revision: int = 2) -> Tombstone:
    return Tombstone(id=image_id(BUCKET, key), owner=key.split("/")[1], revision=revision)


def a_face_detail(**changes: Any) -> FaceDetail:
    """A face from an engine that gives only boxes."""
    values: dict[str, Any] = {
        "bounding_box": BoundingBox(left=0.1, top=0.2, width=0.3, height=0.4),
        "confidence": 99.5,
        "landmarks": (),
    }
    return FaceDetail(**values | changes)


def a_full_face_detail(**changes: Any) -> FaceDetail:
    """A face with every member that Rekognition has, as precise as Rekognition sends it."""
    seen = FaceAttribute(value=True, confidence=97.31254577636719)
    absent = FaceAttribute(value=False, confidence=88.00299835205078)
    values: dict[str, Any] = {
        "landmarks": tuple(
            Landmark(type=kind, x=0.30123456 + place / 1000, y=0.40123456 + place / 1000)
            for place, kind in enumerate(LandmarkType)
        ),
        "pose": Pose(roll=-5.063149452209473, yaw=18.8, pitch=3.25),
        "quality": ImageQuality(brightness=73.81391143798828, sharpness=94.08262634277344),
        "age_range": AgeRange(low=28, high=36),
        "gender": Gender(value=GenderType.FEMALE, confidence=99.9),
        "emotions": tuple(
            Emotion(type=kind, confidence=100 / (place + 1.5))
            for place, kind in enumerate(EmotionType)
        ),
        "smile": seen,
        "eyeglasses": absent,
        "sunglasses": absent,
        "beard": absent,
        "mustache": absent,
        "eyes_open": seen,
        "mouth_open": seen,
        "face_occluded": absent,
        "eye_direction": EyeDirection(yaw=16.299, pitch=-6.407, confidence=99.99),
    }
    return a_face_detail(**values | changes)


def some_faces(
    count: int = 1,
    key: str = KEY,
    face_set: str = FACE_SET,
    detail: FaceDetail | None = None,
) -> tuple[Face, ...]:
    details = [detail or a_full_face_detail()] * count
    return faces_of(image_id(BUCKET, key), face_set, details)


def a_detection(faces: int = 1, detail: FaceDetail | None = None) -> Detection:
    return Detection(faces=(detail or a_face_detail(),) * faces, engine=ENGINE)


def a_format(width: int = 640, height: int = 480) -> Format:
    return Format(content_type="image/jpeg", width=width, height=height)


def an_event(**changes: Any) -> ImageEvent:
    image = an_analyzed_image()
    values: dict[str, Any] = {
        "version": EVENT_VERSION,
        "id": f"{image.id}-1",
        "kind": EventKind.ANALYZED,
        "occurred_at": NOW,
        "owner": image.owner,
        "image_id": image.id,
        "revision": 1,
        "truncated": False,
        "image": image,
        "faces": some_faces(),
    }
    return ImageEvent(**values | changes)


def picture(width: int = 100, height: int = 100, format: str = "JPEG", **options: Any) -> bytes:
    """A picture without a face."""
    buffer = io.BytesIO()
    PillowImage.new("RGB", (width, height), "teal").save(buffer, format, **options)
    return buffer.getvalue()


def an_s3_record(
    key: str = KEY, sequencer: str | None = "0055AED6DCD90281E5", name: str = "ObjectCreated:Put"
) -> dict[str, Any]:
    """A record as S3 writes it: the key has the encoding of forms."""
    stored = {"key": quote_plus(key, safe="/"), "size": 1000, "versionId": "v1"}
    if sequencer is not None:
        stored["sequencer"] = sequencer
    s3 = {"s3SchemaVersion": "1.0", "bucket": {"name": BUCKET}, "object": stored}
    return {"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": name, "s3": s3}


def an_s3_body(*records: dict[str, Any]) -> str:
    return json.dumps({"Records": list(records) or [an_s3_record()]})


def a_message(body: str | None = None, id: str = "m1", receive_count: int = 1) -> Message:
    return Message(
        id=id,
        receipt_handle=f"receipt-{id}",
        receive_count=receive_count,
        body=an_s3_body() if body is None else body,
    )


def an_sqs_record(message: Message) -> dict[str, Any]:
    """A record of the event that Lambda passes for an SQS batch."""
    return {
        "messageId": message.id,
        "receiptHandle": message.receipt_handle,
        "attributes": {"ApproximateReceiveCount": str(message.receive_count)},
        "body": message.body,
        "eventSource": "aws:sqs",
    }


def a_stream_record(
    number: int, before: ImageRecord | None, after: ImageRecord | None
) -> dict[str, Any]:
    """A change of an image as Lambda receives it from the table's stream."""
    known = after or before
    assert known
    item = record_item(known)
    data: dict[str, Any] = {
        "ApproximateCreationDateTime": NOW.timestamp(),
        "Keys": {name: item[name] for name in ("pk", "sk")},
        "SequenceNumber": str(number),
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }
    if before:
        data["OldImage"] = record_item(before)
    if after:
        data["NewImage"] = record_item(after)
    return {"eventName": "MODIFY", "eventSource": "aws:dynamodb", "dynamodb": data}


def a_user(sub: str = "ana", *groups: str) -> dict[str, Any]:
    """The identity block of a user that Cognito signed in."""
    return {
        "sub": sub,
        "username": sub,
        "groups": list(groups) or None,
        "claims": {"sub": sub},
        "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example",
        "sourceIp": ["203.0.113.7"],
        "defaultAuthStrategy": "ALLOW",
    }


def the_backend() -> dict[str, Any]:
    """The identity block of a role that signed its request."""
    return {
        "accountId": "123456789012",
        "userArn": "arn:aws:sts::123456789012:assumed-role/publish/publish",
        "username": "AROAEXAMPLE:publish",
        "sourceIp": ["203.0.113.8"],
        "cognitoIdentityId": None,
    }


def a_lambda_event(
    type_name: str,
    field_name: str,
    arguments: dict[str, Any] | None = None,
    identity: dict[str, Any] | None = None,
    source: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What AppSync passes to a direct Lambda resolver."""
    return {
        "arguments": arguments or {},
        "identity": identity,
        "source": source,
        "request": {"headers": {"authorization": "not looked at"}, "domainName": None},
        "prev": None,
        "info": {"parentTypeName": type_name, "fieldName": field_name, "variables": {}},
        "stash": {},
    }
