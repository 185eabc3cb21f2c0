"""Which subscriptions receive what a mutation publishes."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from graphql import GraphQLOutputType, GraphQLSchema, get_directive_values

from appsync_emulator.api import UnsupportedApi
from appsync_emulator.execution.engine import Engine
from appsync_emulator.realtime.filters import matches
from appsync_emulator.realtime.selected_events import Selection

log = logging.getLogger(__name__)

Subscriber = Callable[[str], None]  # takes a payload, and never waits


class SubscriptionHub:
    """All open subscriptions of an API. Raises `UnsupportedApi` for an unsound @aws_subscribe."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._published_by = _subscribed_mutations(engine.schema)
        self._audiences: dict[Selection, dict[Subscriber, None]] = {}  # a set that keeps the order
        self.dropped_messages = 0  # too large to be delivered

    @contextmanager
    def joined(self, selection: Selection, subscriber: Subscriber) -> Iterator[None]:
        """Delivers each payload to `subscriber` until the block is left."""
        audience = self._audiences.setdefault(selection, {})
        audience[subscriber] = None
        try:
            yield
        finally:
            del audience[subscriber]
            if not audience:
                del self._audiences[selection]

    def publish(self, mutation: str, value: Any) -> None:
        """`value` holds what the mutation selected, under the schema's names.

        Never raises: the mutation has succeeded, and other subscribers wait for the event.
        """
        for selection, audience in tuple(self._audiences.items()):
            try:
                is_subscribed = mutation in self._published_by[selection.field_name]
                if is_subscribed and matches(selection.arguments, value):
                    _deliver(selection.payload(self.engine, value), audience)
            except Exception:
                log.exception("A delivery failed inside the emulator")


def _deliver(payload: str, audience: Iterable[Subscriber]) -> None:
    for subscriber in tuple(audience):
        subscriber(payload)


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
        if _but_for_nulls(mutations[mutation].type) != _but_for_nulls(definition.type):
            raise UnsupportedApi(f"Subscription.{name} and {mutation} differ in type")
    return named


def _but_for_nulls(output_type: GraphQLOutputType) -> str:
    return str(output_type).replace("!", "")
