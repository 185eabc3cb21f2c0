"""The parts of `cdk bootstrap` that a deployment needs: the version, and buckets for assets."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.literals import BucketLocationConstraintType as _Location
    from mypy_boto3_ssm import SSMClient

    from laptop.deployment.assembly import Stack

# Newer than any template requires. An emulator has neither the roles nor the key of a version.
BOOTSTRAP_VERSION = "31"
_US_EAST_1 = "us-east-1"  # S3 accepts every region as a location, except this one


def bootstrap(stacks: Iterable[Stack], ssm: SSMClient, s3: S3Client) -> None:
    """May be repeated. Only for an emulator: bootstrap an AWS account with the CDK's own tool."""
    for stack in stacks:
        if stack.bootstrap_parameter:
            ssm.put_parameter(
                Name=stack.bootstrap_parameter,
                Value=BOOTSTRAP_VERSION,
                Type="String",
                Overwrite=True,
            )
        for bucket in {asset.bucket for asset in stack.assets}:
            _create_bucket(bucket, s3)


def _create_bucket(bucket: str, s3: S3Client) -> None:
    region = s3.meta.region_name
    try:
        if region == _US_EAST_1:
            s3.create_bucket(Bucket=bucket)
        else:
            s3.create_bucket(
                Bucket=bucket,
                CreateBucketConfiguration={"LocationConstraint": cast("_Location", region)},
            )
    except ClientError as error:
        if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
            raise
