"""The API reference in Markdown: the schema, with the meanings of types, fields and arguments."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
)

from resolvers.declaration import ROOTS
from schema.export import appsync_sdl
from schema.meanings import meaning, meanings

USERS = "users"
BACKEND = "the backend"
# What opens a field. AppSync asks the field's own directives first, then its type's; a field with
# neither is open to the API's default mode, which is Cognito's here.
_OPENS = {"aws_cognito_user_pools": USERS, "aws_iam": BACKEND}
_APPSYNC_SCALARS = {
    "AWSDateTime": "A time in ISO 8601, in UTC with milliseconds. Its texts sort as the times do.",
    "AWSJSON": "A JSON document as a string.",
}
_MOST_ARGUMENTS_OF_A_LINE = 2
_ROOT_NAMES = tuple(root.__name__ for root in ROOTS)


def api_reference() -> str:
    scalars = "".join(f"scalar {name}\n" for name in _APPSYNC_SCALARS)
    schema = build_schema(scalars + appsync_sdl(), assume_valid=True)
    return "\n".join(_page(schema))


def _page(schema: GraphQLSchema) -> Iterator[str]:
    for name in _ROOT_NAMES:
        yield from _operations(_object_type(schema, name))
    yield "## Types\n"
    for kind in _types_by_use(schema):
        yield from _object(kind) if isinstance(kind, GraphQLObjectType) else _enum(kind)
    yield "## Scalars\n"
    yield from _table(("scalar", ""), ((f"`{n}`", text) for n, text in _APPSYNC_SCALARS.items()))


def _operations(root: GraphQLObjectType) -> Iterator[str]:
    yield f"## {root.name}\n\n{meaning(root.name)}\n"
    for name, field in root.fields.items():
        yield f"### {_anchored(f'{root.name.lower()}-{name}')}{name}\n"
        yield f"{meaning(root.name, name)}\n"
        yield f"```graphql\n{_signature(name, field)}\n```\n"
        opened = _opened_to(root, field)
        yield f"Returns {_link(field.type)}. Open to {opened}.{_fed_by(field)}\n"
        arguments = (
            (f"`{argument}`", f"`{kind.type}`", meaning(root.name, f"{name}({argument})"))
            for argument, kind in field.args.items()
        )
        yield from _table(("argument", "type", ""), arguments)


def _signature(name: str, field: GraphQLField) -> str:
    arguments = [f"{argument}: {kind.type}" for argument, kind in field.args.items()]
    if len(arguments) > _MOST_ARGUMENTS_OF_A_LINE:
        listed = "\n".join(f"  {argument}" for argument in arguments)
        return f"{name}(\n{listed}\n): {field.type}"
    listed = ", ".join(arguments)
    return f"{name}({listed}): {field.type}" if arguments else f"{name}: {field.type}"


def _fed_by(field: GraphQLField) -> str:
    mutations = _directives(field).get("aws_subscribe")
    if not mutations:
        return ""
    return f" Fed by {', '.join(f'[`{name}`](#mutation-{name})' for name in mutations)}."


def _object(kind: GraphQLObjectType) -> Iterator[str]:
    opened = _opened_to(kind)
    yield f"### {_anchored(_anchor(kind.name))}{kind.name}\n\n{meaning(kind.name)}\n"
    yield f"Open to {opened}.\n"
    rows = (
        (
            f"`{name}`",
            _link(field.type),
            meaning(kind.name, name) + _exception(kind, field),
        )
        for name, field in kind.fields.items()
    )
    yield from _table(("field", "type", ""), rows)


def _exception(kind: GraphQLObjectType, field: GraphQLField) -> str:
    opened = _opened_to(kind, field)
    return "" if opened == _opened_to(kind) else f" Open to {opened} only."


def _enum(kind: GraphQLEnumType) -> Iterator[str]:
    yield f"### {_anchored(_anchor(kind.name))}{kind.name}\n\n{meaning(kind.name)}\n"
    if any(f"{kind.name}.{value}" in meanings() for value in kind.values):
        rows = ((f"`{value}`", meaning(kind.name, value)) for value in kind.values)
        yield from _table(("value", ""), rows)
    else:
        yield ", ".join(f"`{value}`" for value in kind.values) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    written = [" | ".join(row) for row in rows]
    if written:
        lines = [" | ".join(head), "|".join("---" for _ in head), *written]
        yield "\n".join(f"| {line} |" for line in lines) + "\n"


def _types_by_use(schema: GraphQLSchema) -> list[GraphQLObjectType | GraphQLEnumType]:
    """In the order in which fields use them, breadth first."""
    found: dict[str, GraphQLObjectType | GraphQLEnumType] = {}
    waiting: list[Any] = [_object_type(schema, name) for name in _ROOT_NAMES]
    while waiting:
        kind = waiting.pop(0)
        fields = kind.fields.values() if isinstance(kind, GraphQLObjectType) else ()
        for field in fields:
            inner = get_named_type(field.type)
            if isinstance(inner, GraphQLObjectType | GraphQLEnumType) and inner.name not in found:
                found[inner.name] = inner
                waiting.append(inner)
    return list(found.values())


def _opened_to(kind: GraphQLObjectType, field: GraphQLField | None = None) -> str:
    own = _directives(field) if field else {}
    names = [n for n in _OPENS if n in own] or [n for n in _OPENS if n in _directives(kind)]
    return " and ".join(_OPENS[name] for name in names) or USERS


def _directives(described_by: GraphQLObjectType | GraphQLField) -> Mapping[str, list[str]]:
    """By name, with the values of a list that is their argument."""
    node: Any = described_by.ast_node
    return {
        directive.name.value: [
            value.value for argument in directive.arguments or () for value in argument.value.values
        ]
        for directive in node.directives or ()
    }


def _link(kind: Any) -> str:
    named = get_named_type(kind)
    is_ours = isinstance(named, GraphQLObjectType | GraphQLEnumType)
    return f"[`{kind}`](#{_anchor(named.name)})" if is_ours else f"`{kind}`"


def _anchored(anchor: str) -> str:
    """A target for links, both on GitHub and on the site."""
    return f'<a id="{anchor}"></a>'


def _anchor(type_name: str) -> str:
    return f"type-{type_name.lower()}"


def _object_type(schema: GraphQLSchema, name: str) -> GraphQLObjectType:
    kind = schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind
