from tests.adapters.conftest import aws

__all__ = ["aws"]
