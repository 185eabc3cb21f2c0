"""boto3 clients: created once for each function, and shared by its threads."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_rekognition import RekognitionClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

MAX_THREADS = 16  # that use one client at the same time
_CONFIG = Config(
    connect_timeout=3,
    read_timeout=10,
    max_pool_connections=MAX_THREADS,
    retries={"mode": "standard", "total_max_attempts": 3},
)
# Presigned forms and links need the regional host and the current signature.
_S3_CONFIG = _CONFIG.merge(Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))
# One try only: the queue delays the next tries, so that no function has to wait.
_REKOGNITION_CONFIG = _CONFIG.merge(Config(read_timeout=20, retries={"total_max_attempts": 1}))


def dynamodb_client() -> "DynamoDBClient":
    return boto3.client("dynamodb", config=_CONFIG)


def s3_client() -> "S3Client":
    return boto3.client("s3", config=_S3_CONFIG)


def sqs_client() -> "SQSClient":
    return boto3.client("sqs", config=_CONFIG)


def sns_client() -> "SNSClient":
    return boto3.client("sns", config=_CONFIG)


def rekognition_client() -> "RekognitionClient":
    return boto3.client("rekognition", config=_REKOGNITION_CONFIG)
