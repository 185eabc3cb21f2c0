from tests.support.fixtures import aws

__all__ = ["aws"]
