"""EventSink over an SNS topic, with attributes to filter by."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.event import ImageEvent
from core.model.wire import to_wire

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef


@dataclass(frozen=True, slots=True)
class Topic:
    client: "SNSClient"
    topic_arn: str

    def publish(self, event: ImageEvent) -> None:
        self.client.publish(
            TopicArn=self.topic_arn,
            # In ASCII: a key may hold characters that a subscribed queue refuses, such as U+FFFE.
            Message=json.dumps(to_wire(event), separators=(",", ":")),
            MessageAttributes=message_attributes(event),
        )


def message_attributes(event: ImageEvent) -> "dict[str, MessageAttributeValueTypeDef]":
    """Attributes for filter policies. Unknown values are left out, because SNS refuses empty ones.

    With more than 10 attributes, raw delivery to SQS drops the message. `emotions` holds the
    strongest emotion of each face.
    """
    attributes = {"kind": _text(event.kind), "owner": _text(event.owner)}
    image = event.image
    if image and image.face_count is not None:
        attributes["faceCount"] = {"DataType": "Number", "StringValue": str(image.face_count)}
    if image and image.engine:
        attributes["engine"] = _text(image.engine.name)
    emotions = sorted({e for face in event.faces or () if (e := face.strongest_emotion)})
    if emotions:
        attributes["emotions"] = {
            "DataType": "String.Array",
            "StringValue": json.dumps(emotions),
        }
    return attributes


def _text(value: str) -> "MessageAttributeValueTypeDef":
    return {"DataType": "String", "StringValue": value}
