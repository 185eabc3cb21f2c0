import importlib
import os
from collections.abc import Iterator
from functools import cache
from unittest.mock import patch

import pytest

from resolvers.router import Router
from tests.schema.api import Api
from tests.schema.recording import recorded_clients
from tests.support.simulated_aws import SimulatedAws, simulated_aws


@pytest.fixture
def api() -> Iterator[Api]:
    with simulated_aws() as aws:
        yield Api(aws, _copy_of(_router(aws)))


def _copy_of(router: Router) -> Router:
    """Tests may replace its fields."""
    return Router(router.fields.values(), *router.use_cases.values())


@cache
def _router(aws: SimulatedAws) -> Router:
    with patch.dict(os.environ, aws.environment):  # read when the module is imported
        handler = importlib.import_module("resolvers.handler")
    with recorded_clients():
        router = handler.build(aws.resolver_settings)
    assert isinstance(router, Router)
    return router
