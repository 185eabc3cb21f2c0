from dataclasses import is_dataclass
from typing import TYPE_CHECKING

import pytest

from adapters import settings
from adapters.settings import (
    AnalyzeSettings,
    ConfigurationError,
    ResolverSettings,
    settings_from,
    variable_names,
)
from tests.support.drift import no_drift

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ENVIRONMENT = {
    "TABLE_NAME": "images",
    "QUEUE_URL": "https://sqs.example/ingest",
    "MAX_RECEIVE_COUNT": "6",
    "RETENTION_DAYS": "0",
    "REKOGNITION_TPS": "5",
    "IMAGES_PER_OWNER_AND_DAY": "2000",
    "LOG_RETENTION_DAYS": "7",
    "ERASURE_QUEUE_URL": "https://sqs.example/erasures",
    "TOPIC_ARN": "arn:aws:sns:eu-west-1:123456789012:events",
    "GRAPHQL_URL": "https://api.example/graphql",
    "BUCKET_NAME": "uploads",
    "PATH": "/usr/bin",
}
KINDS: "list[type[DataclassInstance]]" = [
    kind for kind in vars(settings).values() if isinstance(kind, type) and is_dataclass(kind)
]


def test_settings_are_read_from_the_environment() -> None:
    assert settings_from(AnalyzeSettings, ENVIRONMENT) == AnalyzeSettings(
        table_name="images",
        queue_url="https://sqs.example/ingest",
        max_receive_count="6",
        retention_days="0",
        rekognition_tps="5",
        images_per_owner_and_day="2000",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_variable_that_is_missing_or_empty_is_named(
    kind: "type[DataclassInstance]",
) -> None:
    names = sorted(variable_names(kind))
    empty = ENVIRONMENT | dict.fromkeys(names, "")

    with pytest.raises(ConfigurationError, match=f"not set: {', '.join(names)}$"):
        settings_from(kind, {})
    with pytest.raises(ConfigurationError, match=f"not set: {', '.join(names)}$"):
        settings_from(kind, empty)


@pytest.mark.parametrize("missing", sorted(variable_names(ResolverSettings)))
def test_settings_are_refused_when_one_variable_is_missing(missing: str) -> None:
    environment = {name: value for name, value in ENVIRONMENT.items() if name != missing}

    with pytest.raises(ConfigurationError, match=f"not set: {missing}$"):
        settings_from(ResolverSettings, environment)


def test_variables_of_all_functions_are_known() -> None:
    names = frozenset[str]().union(*(variable_names(kind) for kind in KINDS))

    different = names ^ (ENVIRONMENT.keys() - {"PATH"})
    problem = "a variable of ENVIRONMENT or of a function's settings, but not of both"
    no_drift(different, problem, edit="tests/adapters/test_settings.py", run="make test")
