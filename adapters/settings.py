"""The functions' environment: names, declared once, and what each function reads at cold start."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


class ConfigurationError(Exception):
    """The environment lacks variables that the function needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzeSettings:
    """`rekognition_tps`: calls of DetectFaces a second, by all workers together; 0: no limit.

    `images_per_owner_and_day`: how many images are analysed; 0: no limit.
    """

    table_name: str
    queue_url: str
    max_receive_count: str
    retention_days: str
    rekognition_tps: str
    images_per_owner_and_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepSettings:
    table_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings:
    table_name: str
    topic_arn: str
    graphql_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolverSettings:
    table_name: str
    bucket_name: str
    queue_url: str
    erasure_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseSettings:
    table_name: str
    bucket_name: str
    erasure_queue_url: str
    max_receive_count: str
    log_retention_days: str


def variable_name(field_name: str) -> str:
    return field_name.upper()


def variable_names(kind: "type[DataclassInstance]") -> frozenset[str]:
    """The environment variables that make up these settings."""
    return frozenset(variable_name(field.name) for field in fields(kind))


def settings_from(kind: type[T], env: Mapping[str, str]) -> T:
    """Raises ConfigurationError naming every variable that is not set."""
    missing = sorted(name for name in variable_names(kind) if not env.get(name))
    if missing:
        raise ConfigurationError(f"not set: {', '.join(missing)}")
    return kind(**{field.name: env[variable_name(field.name)] for field in fields(kind)})
