"""A mapping's on-failure destination, which receives discarded records."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from streams_emulator.mapping import UnsupportedMapping
from streams_emulator.record import event_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

    from streams_emulator.mapping import StreamMapping
    from streams_emulator.steps import Discard

_logger = logging.getLogger(__name__)


class Destination:
    """An S3 bucket receives the records; a queue or topic receives their place in the stream.

    Without a destination the records are dropped, as Lambda does.
    """

    def __init__(
        self, mapping: StreamMapping, s3: S3Client, sqs: SQSClient, sns: SNSClient
    ) -> None:
        self._mapping = mapping
        self._s3, self._sqs, self._sns = s3, sqs, sns
        self._service = mapping.on_failure.split(":")[2] if mapping.on_failure else None
        if self._service not in (None, "s3", "sqs", "sns"):
            raise UnsupportedMapping(f"on-failure destination {mapping.on_failure}")

    def send(self, discard: Discard, shard_id: str, now: datetime) -> None:
        """Returns when the destination has stored the record."""
        _logger.warning(
            "%d records discarded for %s: %s; destination %s",
            len(discard.piece.records),
            self._mapping.function_arn,
            discard.condition,
            self._mapping.on_failure,
        )
        arn = self._mapping.on_failure
        if arn is None:
            return
        record = invocation_record(self._mapping, discard, shard_id, now)
        if self._service == "s3":
            payload = json.dumps(event_of(discard.piece.records), ensure_ascii=False)
            self._put(arn, {**record, "payload": payload}, shard_id, now)
        elif self._service == "sqs":
            url = self._sqs.get_queue_url(QueueName=arn.split(":")[-1])["QueueUrl"]
            self._sqs.send_message(QueueUrl=url, MessageBody=json.dumps(record))
        else:
            self._sns.publish(TopicArn=arn, Message=json.dumps(record))

    def _put(self, arn: str, record: dict[str, Any], shard_id: str, now: datetime) -> None:
        self._s3.put_object(
            Bucket=arn.split(":")[-1],
            Key=object_key(self._mapping.uuid, shard_id, now),
            Body=json.dumps(record, ensure_ascii=False).encode(),
            ContentType="application/json",
        )


def object_key(mapping_uuid: str, shard_id: str, now: datetime) -> str:
    """The documented name of an invocation record in S3; `now` is in UTC."""
    day, time = now.strftime("%Y/%m/%d"), now.strftime("%Y-%m-%dT%H.%M.%S")
    return f"aws/lambda/{mapping_uuid}/{shard_id}/{day}/{time}-{uuid4()}"


def invocation_record(
    mapping: StreamMapping, discard: Discard, shard_id: str, now: datetime
) -> dict[str, Any]:
    """Lambda's documented invocation record, without the `payload` that only S3 gets."""
    piece, response = discard.piece, discard.piece.last_response
    context = {
        "requestContext": {
            "requestId": response.request_id if response else str(uuid4()),
            "functionArn": mapping.function_arn,
            "condition": discard.condition,
            "approximateInvokeCount": piece.invocations,
        },
        "version": "1.0",
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "DDBStreamBatchInfo": {
            "shardId": shard_id,
            "startSequenceNumber": piece.records[0].sequence_number,
            "endSequenceNumber": piece.records[-1].sequence_number,
            "approximateArrivalOfFirstRecord": _iso_seconds(piece.records[0].created_at),
            "approximateArrivalOfLastRecord": _iso_seconds(piece.records[-1].created_at),
            "batchSize": len(piece.records),
            "streamArn": mapping.stream_arn,
        },
    }
    if response is not None:  # records that were too old have no response
        context["responseContext"] = {
            "statusCode": 200,
            "executedVersion": response.executed_version,
            "functionError": response.function_error,
        }
    return context


def _iso_seconds(epoch_seconds: float) -> str:
    return datetime.fromtimestamp(int(epoch_seconds), UTC).isoformat().replace("+00:00", "Z")
