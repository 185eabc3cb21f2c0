"""Descriptions for an SDL that has none, such as the one that AppSync deploys."""

import json
from collections.abc import Iterator, Mapping

from graphql import (
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    Node,
    ObjectTypeDefinitionNode,
    parse,
)


def with_descriptions(sdl: str, meanings: Mapping[str, str]) -> str:
    """The SDL with the meanings of its types, fields, arguments and enum values.

    `meanings` is by `Type`, `Type.field`, `Type.field(argument)` and `Enum.VALUE`; what it does not
    have stays without a description. Raises GraphQLSyntaxError.
    """
    described = sdl
    for name, node in sorted(_described_nodes(sdl), key=_start, reverse=True):
        if name in meanings:
            start = _start((name, node))
            described = f"{described[:start]}{json.dumps(meanings[name])} {described[start:]}"
    return described


def _start(named: tuple[str, Node]) -> int:
    location = named[1].loc
    assert location  # parsed with locations
    return location.start


def _described_nodes(sdl: str) -> Iterator[tuple[str, Node]]:
    for node in parse(sdl).definitions:
        match node:
            case ObjectTypeDefinitionNode():
                yield node.name.value, node
                for field in node.fields or ():
                    yield from _of_field(node.name.value, field)
            case EnumTypeDefinitionNode():
                yield node.name.value, node
                for value in node.values or ():
                    yield f"{node.name.value}.{value.name.value}", value


def _of_field(type_name: str, field: FieldDefinitionNode) -> Iterator[tuple[str, Node]]:
    name = f"{type_name}.{field.name.value}"
    yield name, field
    for argument in field.arguments or ():
        yield f"{name}({argument.name.value})", argument
