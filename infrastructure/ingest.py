"""A queue of ours with its dead letters: before the analysis, and before erasures."""

from aws_cdk import Duration, aws_sqs
from constructs import Construct

from core.model.erasure import QUEUE_RETENTION_DAYS

MAX_RECEIVE_COUNT = 12  # a backlog over Rekognition's quota is thrown back many times
# A removed image's tombstone must outlive it: core.rules.lifecycle.
RETENTION = Duration.days(QUEUE_RETENTION_DAYS)


class Ingest(Construct):
    """`handling_time`: what one batch may take. AWS advises a visibility timeout of six times that:
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """

    def __init__(self, scope: Construct, id: str, *, handling_time: Duration) -> None:
        super().__init__(scope, id)
        self.dead_letters = self._queue("DeadLetters")
        self.queue = self._queue(
            "Queue",
            visibility_timeout=Duration.seconds(6 * int(handling_time.to_seconds())),
            dead_letter_queue=aws_sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=MAX_RECEIVE_COUNT
            ),
        )

    def _queue(
        self,
        id: str,
        *,
        visibility_timeout: Duration | None = None,
        dead_letter_queue: aws_sqs.DeadLetterQueue | None = None,
    ) -> aws_sqs.Queue:
        return aws_sqs.Queue(
            self,
            id,
            encryption=aws_sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=RETENTION,
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
        )
