"""Receives events from the topic through a queue, and prints each group photo once."""

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import boto3

OUTPUTS = json.loads(Path(".facegraph/outputs.json").read_text())
AWS = {
    "endpoint_url": OUTPUTS["awsEndpoint"],  # on AWS: leave these three out
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
    "region_name": OUTPUTS["region"],
}
GROUP_PHOTOS = {"kind": ["ANALYZED"], "faceCount": [{"numeric": [">=", 2]}]}
MEMORY = ":memory:"  # a file, or your own database, if the memory must survive a restart
REMEMBERED_S = 15 * 24 * 60 * 60  # after that, a removed image's revisions can start at 1 again

sqs, sns = boto3.client("sqs", **AWS), boto3.client("sns", **AWS)


def queue_for_the_topic(name: str) -> tuple[str, str]:
    """The queue's URL and ARN. Its policy allows the topic, and no one else, to send."""
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn = attributes["Attributes"]["QueueArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": OUTPUTS["topicArn"]}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return url, arn


def subscribe() -> str:
    """The URL of the queue that receives the events."""
    url, arn = queue_for_the_topic("group-photos")
    _, undelivered_arn = queue_for_the_topic("group-photos-undelivered")
    sns.subscribe(
        TopicArn=OUTPUTS["topicArn"],
        Protocol="sqs",
        Endpoint=arn,
        Attributes={
            "RawMessageDelivery": "true",  # the message's body is the event itself
            "FilterPolicy": json.dumps(GROUP_PHOTOS),
            "RedrivePolicy": json.dumps({"deadLetterTargetArn": undelivered_arn}),
        },
    )
    return url


def open_memory() -> sqlite3.Connection:
    memory = sqlite3.connect(MEMORY)
    memory.execute("CREATE TABLE IF NOT EXISTS handled (image_id PRIMARY KEY, revision, at_s)")
    return memory


def is_new(memory: sqlite3.Connection, event: dict[str, Any]) -> bool:
    """False for a repeated event, and for one that is older than an event handled before."""
    changed = memory.execute(
        """
        INSERT INTO handled VALUES (:image_id, :revision, :at_s)
        ON CONFLICT (image_id) DO UPDATE SET revision = :revision, at_s = :at_s
        WHERE :revision > handled.revision OR :at_s - handled.at_s > :remembered_s
        """,
        {
            "image_id": event["imageId"],
            "revision": event["revision"],
            "at_s": time.time(),
            "remembered_s": REMEMBERED_S,
        },
    )
    return changed.rowcount == 1


def handle(event: dict[str, Any]) -> None:
    print(event["id"], event["image"]["faceCount"], "faces in", event["image"]["key"], flush=True)


def main() -> None:
    queue_url, memory = subscribe(), open_memory()
    print("waiting for group photos in", queue_url, flush=True)
    while True:
        response = sqs.receive_message(
            QueueUrl=queue_url, WaitTimeSeconds=5, MaxNumberOfMessages=10
        )
        for message in response.get("Messages", []):
            event = json.loads(message["Body"])
            with memory:  # if handle() fails, is_new() is undone and SQS delivers the event again
                if is_new(memory, event):
                    handle(event)
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])


if __name__ == "__main__":
    main()
