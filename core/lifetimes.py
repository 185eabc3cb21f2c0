"""How long everything lasts, and what must outlast what.

Each lifetime of the backend is declared here, once. Infrastructure, adapters and core import it.
The assertions at the end stop the import when a changed value breaks a dependency.
"""

from datetime import timedelta

# Functions
ANALYZER_TIMEOUT = timedelta(minutes=1)  # a lease ends when its worker's function must have ended
ERASER_TIMEOUT = timedelta(minutes=1)
ERASER_RESERVE = timedelta(seconds=15)  # for the image that a slice has begun to remove
SWEEPER_TIMEOUT = timedelta(minutes=2)
SWEEP_INTERVAL = timedelta(minutes=5)
SWEEP_OF_ONE_IMAGE = timedelta(seconds=15)  # at the slowest: three calls, with a retry among them
PUBLISHER_TIMEOUT = timedelta(minutes=2)
CLOCK_MARGIN = timedelta(minutes=1)  # between the clocks of two functions

# The queues
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
LONGEST_QUEUE_RETENTION = timedelta(days=14)
LONGEST_QUEUE_DELAY = timedelta(minutes=15)
QUEUE_RETENTION = LONGEST_QUEUE_RETENTION
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
VISIBILITY_TIMEOUTS_PER_FUNCTION_TIMEOUT = 6
LONGEST_BACKOFF = timedelta(minutes=5)
LONGEST_THROTTLED_BACKOFF = timedelta(minutes=15)
# A message also waits behind a backlog, so this is far longer than the longest backoff. After it,
# nobody is expected to finish what an earlier delivery began.
REDELIVERY_PATIENCE = timedelta(hours=6)

# The face engine
ENGINE_PATIENCE = timedelta(seconds=30)  # for a call and its repeats
LONGEST_ENGINE_SCHEDULE = 2 * ENGINE_PATIENCE  # a longer one was written by a wrong clock

# Uploads and links
UPLOAD_FORM_LIFETIME = timedelta(hours=1)
UPLOAD_ANNOUNCEMENT_LIFETIME = timedelta(days=1)  # of a PENDING image whose upload never comes
UNFINISHED_UPLOAD_LIFETIME = timedelta(days=1)  # of a multipart upload that nobody completes
IMAGE_LINK_LIFETIME = timedelta(minutes=15)

# The table
TOMBSTONE_LIFETIME = timedelta(days=15)
DAILY_COUNT_LIFETIME = timedelta(days=2)  # from the first moment of the day that it counts
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html
TABLE_RECOVERY = timedelta(days=35)
INDEX_LAG = timedelta(seconds=5)  # an index usually follows its table within a fraction of this

# Events
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
STREAM_RETENTION = timedelta(days=1)
STREAM_RECORD_MAX_AGE = timedelta(hours=20)  # then the change goes to the failed-events bucket
FAILED_EVENTS_RETENTION = timedelta(days=30)

# Erasure
ERASURE_RECEIPT_LIFETIME = timedelta(days=90)

assert TOMBSTONE_LIFETIME > QUEUE_RETENTION, "a late event must find the tombstone"
assert QUEUE_RETENTION <= LONGEST_QUEUE_RETENTION, "SQS keeps no message longer"
assert REDELIVERY_PATIENCE > LONGEST_THROTTLED_BACKOFF + (
    VISIBILITY_TIMEOUTS_PER_FUNCTION_TIMEOUT * ANALYZER_TIMEOUT
), "the sweep must not overtake a message that comes again"
assert LONGEST_BACKOFF <= LONGEST_THROTTLED_BACKOFF, "a quota is the longest thing to wait for"
assert ENGINE_PATIENCE < ANALYZER_TIMEOUT, "a worker must outlive its wait for the engine"
assert SWEEPER_TIMEOUT < SWEEP_INTERVAL, "two sweeps must not run at the same time"
assert SWEEP_OF_ONE_IMAGE < SWEEPER_TIMEOUT, "a sweep must have time for one image"
assert ERASER_RESERVE < ERASER_TIMEOUT, "a slice must have time to begin an image"
assert ANALYZER_TIMEOUT + INDEX_LAG <= LONGEST_QUEUE_DELAY, (
    "the order for an erasure's second look must be able to wait for every worker and index"
)
assert UPLOAD_FORM_LIFETIME < UPLOAD_ANNOUNCEMENT_LIFETIME, "a form must not outlive its image"
assert timedelta(days=1) < DAILY_COUNT_LIFETIME, "a day's count must outlive the day"
assert STREAM_RECORD_MAX_AGE + PUBLISHER_TIMEOUT < STREAM_RETENTION, (
    "a change must reach the failed-events bucket before the stream drops it"
)
assert (
    max(TOMBSTONE_LIFETIME, QUEUE_RETENTION, TABLE_RECOVERY, FAILED_EVENTS_RETENTION)
    < ERASURE_RECEIPT_LIFETIME
), "a receipt must outlive what it says remains"
