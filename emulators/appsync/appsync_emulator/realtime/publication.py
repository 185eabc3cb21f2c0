"""Which subscriptions a mutation feeds."""

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

Hear = Callable[[str], None]


class SubscriptionHub:
    """All open subscriptions of an API. Raises `UnsupportedApi` for an unsound @aws_subscribe."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._fed_by = _subscribed_mutations(engine.schema)
        self._audiences: dict[Selection, dict[Hear, None]] = {}  # a set that keeps the order
        self.dropped_messages = 0  # too large to be delivered

    @contextmanager
    def joined(self, selection: Selection, hear: Hear) -> Iterator[None]:
        """`hear` is told each payload until the block is left, and must never wait."""
        audience = self._audiences.setdefault(selection, {})
        audience[hear] = None
        try:
            yield
        finally:
            del audience[hear]
            if not audience:
                del self._audiences[selection]

    def publish(self, mutation: str, value: Any) -> None:
        """`value` holds what the mutation selected, under the schema's names.

        Never raises: the mutation has succeeded, and others are to hear of it.
        """
        for selection, audience in tuple(self._audiences.items()):
            try:
                feeds = mutation in self._fed_by[selection.field_name]
                if feeds and matches(selection.arguments, value):
                    _tell(audience, selection.payload(self.engine, value))
            except Exception:
                log.exception("A delivery failed for a reason of ours")


def _tell(audience: Iterable[Hear], payload: str) -> None:
    for hear in tuple(audience):
        hear(payload)


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
