"""`make republish`: publishes again what failed, or what the table holds now."""

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
from core.model.event import event_kind
from core.ports import ImageRecords
from core.use_cases.publication import Publisher
from processors.publish.build import build_publisher
from processors.publish.changes import StreamRecord, image_changes

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Republished:
    """`events`: ids of what was published. `failed`: batches that stay in the bucket, by key, or
    images that were named; `without_event`: images that have no event to publish."""

    events: tuple[str, ...]
    failed: tuple[str, ...] = ()
    without_event: tuple[str, ...] = ()


def republish_failed(s3: "S3Client", bucket: str, publisher: Publisher) -> Republished:
    """Publishes and then removes each batch that was given up on, the oldest first."""
    events: list[str] = []
    failed: list[str] = []
    for key in _keys(s3, bucket):
        published = [_publish(publisher, record) for record in _records(s3, bucket, key)]
        events += [event_id for ids in published for event_id in ids or ()]
        if not published or None in published:
            failed.append(key)
        else:
            s3.delete_object(Bucket=bucket, Key=key)
    return Republished(events=tuple(events), failed=tuple(failed))


def republish_images(
    records: ImageRecords, image_ids: Iterable[str], publisher: Publisher
) -> Republished:
    """Publishes what the table says of these images now."""
    events: list[str] = []
    failed: list[str] = []
    without_event: list[str] = []
    for image_id in image_ids:
        try:
            record = records.get(image_id)
            kind = event_kind(None, record)
            if record and kind:
                events.append(publisher.publish(kind, record, datetime.now(UTC)).id)
            else:
                without_event.append(image_id)
        except Exception:  # noqa: BLE001 - the others are published all the same
            log_failure("not published", imageId=image_id)
            failed.append(image_id)
    return Republished(
        events=tuple(events), failed=tuple(failed), without_event=tuple(without_event)
    )


def report(published: Republished) -> str:
    lines = [f"published {len(published.events)} events"]
    lines += [f"published: {event_id}" for event_id in published.events]
    lines += [f"nothing to publish: {image_id}" for image_id in published.without_event]
    lines += [f"not published: {failed}" for failed in published.failed]
    return "".join(f"{line}\n" for line in lines)


def _publish(publisher: Publisher, record: StreamRecord) -> tuple[str, ...] | None:
    """The event's id, if there is an event; None when it could not be published."""
    try:
        event = publisher.handle(record.change)
    except Exception:  # noqa: BLE001 - the other events are published, and this one is kept
        log_failure("not published", imageId=record.image_id)
        return None
    return (event.id,) if event else ()


def _records(s3: "S3Client", bucket: str, key: str) -> list[StreamRecord]:
    """None of an object that is not a batch of image changes: somebody else put it there."""
    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    try:
        return image_changes(_payload(json.loads(body))["Records"])
    except (ValueError, TypeError, KeyError, AttributeError):
        log_failure("not a batch of changes", key=key)
        return []


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
    sys.stdout.write(report(published))
    if published.failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
