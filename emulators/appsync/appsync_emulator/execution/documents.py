"""From the text of a request to an operation that fits the schema."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from appsync_emulator.errors import OperationInvalid, RequestRefused, bad_request, malformed
from appsync_emulator.execution.fragments import fields_written_out
from appsync_emulator.execution.plan import Plan
from appsync_emulator.execution.planning import planned
from appsync_emulator.execution.validation import rules
from appsync_emulator.execution.variables import missing_variables
from appsync_emulator.json_text import MalformedJson, read_json

_MOST_KEPT = 512  # valid documents, parsed
_MOST_PLANNED_FIELDS = 300  # of a document; compiling them holds up other requests for 3 ms
_LONGEST_KEPT_CHARACTERS = 10_000
_LONGEST_READ_AT_ONCE_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    query: str
    variables: Mapping[str, Any]
    operation_name: str | None

    @classmethod
    def parse(cls, body: str | bytes) -> "GraphQLRequest":
        """Raises `RequestRefused`. Members that we do not know are allowed: clients add some."""
        if not body.strip():
            raise malformed("Request body is empty.")
        try:
            members = read_json(body)
        except MalformedJson as error:
            raise _unparsable() from error
        if not isinstance(members, dict):
            raise _unparsable()
        return cls._of(*(members.get(key) for key in ("query", "variables", "operationName")))

    @classmethod
    def of_query_string(cls, parameters: Mapping[str, str]) -> "GraphQLRequest":
        """Raises `RequestRefused`. `variables` are JSON."""
        try:
            variables = read_json(parameters.get("variables") or "null")
        except MalformedJson as error:
            raise _unparsable() from error
        return cls._of(parameters.get("query"), variables, parameters.get("operationName"))

    @classmethod
    def _of(cls, query: Any, variables: Any, name: Any) -> "GraphQLRequest":
        fits = (
            isinstance(query, str)
            and isinstance(variables, dict | None)
            and isinstance(name, str | None)
        )
        if not fits:
            raise _unparsable()
        return cls(query, variables or {}, name or None)


def _unparsable() -> RequestRefused:
    return malformed("Unable to parse GraphQL query.")


def _too_long() -> RequestRefused:
    return bad_request("Maximum char length exceeded")


@dataclass(frozen=True, slots=True)
class Operation:
    """Without a `plan`, graphql-core executes it."""

    document: DocumentNode
    definition: OperationDefinitionNode
    variables: Mapping[str, Any]
    plan: Plan | None

    @property
    def type(self) -> OperationType:
        return self.definition.operation

    @property
    def name(self) -> str | None:
        return self.definition.name.value if self.definition.name else None


class _ValidDocument:
    """With the plans of its operations, each compiled when first executed."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode, fields: int) -> None:
        self._schema = schema
        self._fields = fields  # with fragments written out
        self._plans: dict[int, Plan | None] = {}
        self.node = node

    def plan(self, definition: OperationDefinitionNode) -> Plan | None:
        is_subscription = definition.operation is OperationType.SUBSCRIPTION
        if is_subscription or self._fields > _MOST_PLANNED_FIELDS:
            return None
        if id(definition) not in self._plans:
            self._plans[id(definition)] = planned(self._schema, self.node, definition)
        return self._plans[id(definition)]


class OperationReader:
    """Parses and validates against one schema."""

    def __init__(self, schema: GraphQLSchema, *, max_tokens: int, introspection: bool) -> None:
        self._schema = schema
        self._max_tokens = max_tokens
        self._rules = rules(introspection=introspection)
        # Clients ask the same again and again.
        self._kept: LRUCache[str, _ValidDocument] = LRUCache(_MOST_KEPT)

    async def read(self, request: GraphQLRequest) -> Operation:
        """Raises `RequestRefused` if it is unclear what to run, `OperationInvalid` if it is bad."""
        if self._schema.query_type is None:
            message = "No schema definition exists."
            raise RequestRefused(502, "GraphQLSchemaException", message)
        document = await self._document(request.query)
        definition = _selected(document.node, request.operation_name)
        if errors := missing_variables(definition, request.variables):
            raise OperationInvalid(errors)
        plan = document.plan(definition)
        return Operation(document.node, definition, request.variables, plan)

    async def _document(self, query: str) -> _ValidDocument:
        """Few characters can take seconds to validate, in which others are to be served."""
        if kept := self._kept.get(query):
            return kept
        is_short = len(query) <= _LONGEST_READ_AT_ONCE_CHARACTERS
        document = self._valid(query) if is_short else await asyncio.to_thread(self._valid, query)
        if len(query) <= _LONGEST_KEPT_CHARACTERS:
            self._kept[query] = document
        return document

    def _valid(self, query: str) -> _ValidDocument:
        document = self._parse(query)
        if errors := validate(self._schema, document, self._rules, hide_suggestions=True):
            raise OperationInvalid(errors)
        if (fields := fields_written_out(document)) > self._max_tokens:
            raise _too_long()
        return _ValidDocument(self._schema, document, fields)

    def _parse(self, query: str) -> DocumentNode:
        try:
            return parse(
                query, max_lexical_tokens=self._max_tokens, allow_empty_selection_sets=False
            )
        except GraphQLSyntaxError as error:
            if f"more than {self._max_tokens}" in error.message:
                raise _too_long() from error
            raise OperationInvalid([error]) from error
        except GraphQLError as error:
            raise OperationInvalid([error]) from error


def _selected(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    definitions = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if name is None and len(definitions) == 1:
        return definitions[0]
    if name is None:
        raise bad_request("Missing operation name.")
    for definition in definitions:
        if definition.name and definition.name.value == name:
            return definition
    raise bad_request(f"Unknown operation named '{name}'.")
