"""The lifetimes of `core.lifetimes` as the CDK takes them."""

from datetime import timedelta

from aws_cdk import Duration


def duration(lifetime: timedelta) -> Duration:
    return Duration.seconds(int(lifetime.total_seconds()))
