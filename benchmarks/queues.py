"""The number of messages in the queues of a running system."""

from laptop.laptop import Laptop


def dead_letters(laptop: Laptop) -> int:
    sqs = laptop.session.client("sqs", endpoint_url=laptop.outputs.aws_endpoint)
    counts = sqs.get_queue_attributes(
        QueueUrl=laptop.outputs.dead_letter_queue_url,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    return sum(map(int, counts.values()))
