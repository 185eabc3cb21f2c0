"""Names of the stack's outputs, for operators and for the laptop."""

from enum import StrEnum


class Output(StrEnum):
    BUCKET_NAME = "BucketName"
    TABLE_NAME = "TableName"
    TOPIC_ARN = "TopicArn"
    ALARM_TOPIC_ARN = "AlarmTopicArn"
    QUEUE_URL = "QueueUrl"
    DEAD_LETTER_QUEUE_URL = "DeadLetterQueueUrl"
    ERASURE_QUEUE_URL = "ErasureQueueUrl"
    ERASURE_DEAD_LETTER_QUEUE_URL = "ErasureDeadLetterQueueUrl"
    GRAPHQL_URL = "GraphqlUrl"
    REALTIME_URL = "RealtimeUrl"
    GRAPHQL_API_ID = "GraphqlApiId"
    USER_POOL_ID = "UserPoolId"
    CLIENT_ID = "ClientId"
    PUBLISH_FUNCTION_NAME = "PublishFunctionName"
    FAILED_EVENTS_BUCKET_NAME = "FailedEventsBucketName"
    RETENTION_DAYS = "RetentionDays"
