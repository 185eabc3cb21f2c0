"""Which subscriptions a mutation feeds, and which of their listeners want to hear of it."""

from collections.abc import Mapping
from typing import Any, Protocol

from graphql import GraphQLSchema, get_directive_values, get_named_type

from local.appsync.api import UnsupportedApi
from local.appsync.engine import Engine


class Listener(Protocol):
    @property
    def field(self) -> str:
        """The Subscription field that it listens to."""

    def hear(self, value: Any) -> None:
        """Never waits."""


class SubscriptionHub:
    """All open subscriptions of an API. Raises `UnsupportedApi` for an unsound @aws_subscribe."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._fed_by = _subscribed_mutations(engine.schema)
        self._listeners: dict[str, dict[Listener, None]] = {}
        self.dropped_messages = 0  # too large to be delivered

    def add(self, listener: Listener) -> None:
        self._listeners.setdefault(listener.field, {})[listener] = None

    def remove(self, listener: Listener) -> None:
        self._listeners.get(listener.field, {}).pop(listener, None)

    def publish(self, mutation: str, value: Any) -> None:
        """`value` holds what the mutation selected, under the schema's names."""
        for field, mutations in self._fed_by.items():
            if mutation in mutations:
                for listener in tuple(self._listeners.get(field, ())):
                    listener.hear(value)


def matches(arguments: Mapping[str, Any], value: Any) -> bool:
    """Each argument must equal the same-named field; a null one wants it null or absent."""
    if not arguments:
        return True
    return isinstance(value, Mapping) and all(
        _same(argument, value.get(name)) for name, argument in arguments.items()
    )


def _same(argument: Any, value: Any) -> bool:
    return bool(argument == value) and isinstance(argument, bool) is isinstance(value, bool)


def _subscribed_mutations(schema: GraphQLSchema) -> dict[str, frozenset[str]]:
    fields = schema.subscription_type.fields if schema.subscription_type else {}
    return {name: _mutations(schema, name, definition) for name, definition in fields.items()}


def _mutations(schema: GraphQLSchema, name: str, definition: Any) -> frozenset[str]:
    directive = schema.get_directive("aws_subscribe")
    values = get_directive_values(directive, definition.ast_node) if directive else None
    mutations = schema.mutation_type.fields if schema.mutation_type else {}
    named = frozenset((values or {}).get("mutations", ()))
    for mutation in named:
        if mutation not in mutations:
            raise UnsupportedApi(f"Subscription.{name} names no mutation {mutation}")
        if get_named_type(mutations[mutation].type) is not get_named_type(definition.type):
            raise UnsupportedApi(f"Subscription.{name} and {mutation} differ in type")
    return named
