"""`make republish`: tells the world again what was given up on, or what the table holds now."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from adapters import clients
from adapters.logs import log_failure
from adapters.settings import PublishSettings
from adapters.stack_outputs import stack_outputs
from adapters.table.records import TableImageRecords
from core.event import event_kind
from core.ports import ImageRecords
from core.publication import Publisher
from processors.publish.build import build_publisher
from processors.publish.changes import StreamRecord, image_changes

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Republished:
    """`failed`: keys of the batches that could not be published and stay where they are."""

    events: int
    failed: tuple[str, ...] = ()


def republish_failed(s3: "S3Client", bucket: str, publisher: Publisher) -> Republished:
    """Publishes and then removes each batch that was given up on, the oldest first."""
    events, failed = 0, []
    for key in _keys(s3, bucket):
        invocation = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
        records = image_changes(_payload(invocation)["Records"])
        told = [_tell(publisher, record) for record in records]
        events += told.count(True)
        if None in told:
            failed.append(key)
        else:
            s3.delete_object(Bucket=bucket, Key=key)
    return Republished(events=events, failed=tuple(failed))


def republish_images(
    records: ImageRecords, image_ids: Iterable[str], publisher: Publisher
) -> Republished:
    """Publishes what the table says of these images now."""
    published = 0
    for image_id in image_ids:
        record = records.get(image_id)
        kind = event_kind(None, record)
        if record and kind:
            publisher.tell(kind, record, datetime.now(UTC))
            published += 1
    return Republished(events=published)


def _tell(publisher: Publisher, record: StreamRecord) -> bool | None:
    """Whether there was anything to tell; None when it could not be told."""
    try:
        return publisher.handle(record.change) is not None
    except Exception:  # noqa: BLE001 - the others are told all the same, and this one stays
        log_failure("not published", imageId=record.image_id)
        return None


def _payload(invocation: dict[str, Any]) -> Any:
    payload = invocation["payload"]
    return json.loads(payload) if isinstance(payload, str) else payload


def _keys(s3: "S3Client", bucket: str) -> Iterator[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    stored = [entry for page in pages for entry in page.get("Contents", [])]
    yield from (e["Key"] for e in sorted(stored, key=lambda e: (e["LastModified"], e["Key"])))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make republish", description=__doc__)
    parser.add_argument("--stack", required=True, help="name of the deployed stack")
    parser.add_argument("--graphql-url", help="where subscribers are, if not the stack's own API")
    parser.add_argument("images", nargs="*", help="image ids; none: all that was given up on")
    return parser.parse_args()


def main() -> None:
    arguments = _arguments()
    outputs = stack_outputs(arguments.stack)
    table_name = outputs["TableName"]
    publisher = build_publisher(
        PublishSettings(
            table_name=table_name,
            topic_arn=outputs["TopicArn"],
            graphql_url=arguments.graphql_url or outputs["GraphqlUrl"],
        )
    )
    if arguments.images:
        records = TableImageRecords(clients.dynamodb_client(), table_name)
        published = republish_images(records, arguments.images, publisher)
    else:
        bucket = outputs["FailedEventsBucketName"]
        published = republish_failed(clients.s3_client(), bucket, publisher)
    sys.stdout.write(f"published {published.events} events\n")
    if published.failed:
        sys.exit(f"not published, and still in the bucket: {', '.join(published.failed)}")


if __name__ == "__main__":
    main()
