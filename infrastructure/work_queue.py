"""A queue that a function consumes, with its dead-letter queue."""

from aws_cdk import Duration, aws_sqs
from constructs import Construct

from core.lifetimes import QUEUE_RETENTION, VISIBILITY_TIMEOUTS_PER_FUNCTION_TIMEOUT
from infrastructure.duration import duration

MAX_RECEIVE_COUNT = 12  # messages of a backlog return to the queue many times


class WorkQueue(Construct):
    """`handling_time`: the timeout of the function that consumes the queue."""

    def __init__(self, scope: Construct, id: str, *, handling_time: Duration) -> None:
        super().__init__(scope, id)
        self.dead_letters = self._queue("DeadLetters")
        self.queue = self._queue(
            "Queue",
            visibility_timeout=Duration.seconds(
                VISIBILITY_TIMEOUTS_PER_FUNCTION_TIMEOUT * int(handling_time.to_seconds())
            ),
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
            retention_period=duration(QUEUE_RETENTION),
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
        )
