"""The shortest document that requests what a row of the table names."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, get_named_type

from resolvers.declaration import ROOTS
from tests.support.access.outcomes import Outcome
from tests.support.documents import CONTRACT

ROOT_NAMES = {root.__name__ for root in ROOTS}
_EVENTS = "Subscription.onImageEvent(owner)"
# Fields that lead to an inner type: the first one that the type has is used.
_USERS_WAYS = ("Query.image(id)", "Query.images(limit)", "Query.faces(limit)", "Query.erasure")
_USERS_OTHER_WAYS = ("Mutation.createUpload(fileName)", _EVENTS)
_BACKENDS_WAY = "Mutation.publishImageEvent(event)"


@dataclass(frozen=True, slots=True)
class Question:
    """`path` leads from the data to the value that the row is about."""

    document: str
    variables: Mapping[str, Any]
    path: tuple[str, ...]

    @property
    def is_subscription(self) -> bool:
        return self.document.startswith("subscription")

    def outcome(self, answer: Mapping[str, Any]) -> Outcome:
        if errors := answer.get("errors"):
            (error,) = errors
            return Outcome(error["errorType"])
        value = answer["data"]
        for name in self.path:
            value = value[0] if isinstance(value, list) and value else value
            value = value[name] if value else None
        return Outcome.NOTHING if value in (None, []) else Outcome.SEEN


def rows_wanted() -> set[str]:
    """Rows for every argument, every field without a required argument, and their inner fields."""
    return {
        row
        for kind in object_types()
        for name, field in kind.fields.items()
        for row in _rows_of(kind.name, name, field)
    }


def object_types() -> list[GraphQLObjectType]:
    named = (kind for name, kind in CONTRACT.type_map.items() if not name.startswith("__"))
    return [kind for kind in named if isinstance(kind, GraphQLObjectType)]


def is_open_to_backend(type_name: str) -> bool:
    node: Any = CONTRACT.type_map[type_name].ast_node
    return "aws_iam" in {directive.name.value for directive in node.directives or ()}


def question(row: str, values: Mapping[str, Any], *, by_backend: bool) -> Question:
    """`values` by argument name; `field.argument` for a value of one field only."""
    type_name = row.partition(".")[0]
    if type_name in ROOT_NAMES:
        return _asked(row, (), values)
    way, steps = _way_to(type_name, by_backend=by_backend)
    return _asked(way, (*steps, row.partition(".")[2]), values)


def _rows_of(type_name: str, name: str, field: GraphQLField) -> Iterator[str]:
    if not any(isinstance(argument.type, GraphQLNonNull) for argument in field.args.values()):
        yield f"{type_name}.{name}"
    yield from (f"{type_name}.{name}({argument})" for argument in field.args)


def _way_to(type_name: str, *, by_backend: bool) -> tuple[str, tuple[str, ...]]:
    ways = (*_USERS_WAYS, *_USERS_OTHER_WAYS)
    for way in (_BACKENDS_WAY, *ways) if by_backend else ways:
        steps = _steps_to(type_name, _field_of(way))
        if steps is not None:
            return way, steps
    raise LookupError(
        f"{type_name}: no field leads to this type. Add one to _USERS_WAYS: edit "
        "tests/support/access/questions.py, then run `make check`."
    )


def _steps_to(type_name: str, start: GraphQLField) -> tuple[str, ...] | None:
    waiting: deque[tuple[Any, tuple[str, ...]]] = deque([(get_named_type(start.type), ())])
    passed = set()
    while waiting:
        kind, steps = waiting.popleft()
        if kind.name == type_name:
            return steps
        passed.add(kind.name)
        for name, field in _inner_fields(kind).items():
            if get_named_type(field.type).name not in passed:
                waiting.append((get_named_type(field.type), (*steps, name)))
    return None


def _asked(way: str, steps: tuple[str, ...], values: Mapping[str, Any]) -> Question:
    root, _, call = way.partition(".")
    name, _, argument = call.rstrip(")").partition("(")
    field = _field_of(way)
    given = [a for a, t in field.args.items() if isinstance(t.type, GraphQLNonNull)]
    given += [argument] if argument and argument not in given else []
    path = _completed((name, *steps), field, steps)
    declared = ", ".join(f"${each}: {field.args[each].type}" for each in given)
    passed = ", ".join(f"{each}: ${each}" for each in given)
    first = f"{name}({passed})" if passed else name
    document = " { ".join([f"{root.lower()} Asked{f'({declared})' if declared else ''}", first])
    document += "".join(f" {{ {step}" for step in path[1:]) + " }" * len(path)
    variables = {each: _value(name, each, values) for each in given}
    return Question(document, variables, path)


def _value(field: str, argument: str, values: Mapping[str, Any]) -> Any:
    for known in (f"{field}.{argument}", argument):
        if known in values:
            return values[known]
    raise LookupError(
        f"{field}({argument}): no value is given for this argument. Add one to the values of "
        "scene_of: edit tests/stack/scene.py, then run `make test`."
    )


def _completed(
    path: tuple[str, ...], field: GraphQLField, steps: tuple[str, ...]
) -> tuple[str, ...]:
    """Extends the path down to a field without inner fields."""
    for step in steps:
        field = _inner_fields(get_named_type(field.type))[step]
    while inner := _inner_fields(get_named_type(field.type)):
        name = "id" if "id" in inner else next(iter(inner))
        field = inner[name]
        path = (*path, name)
    return path


def _field_of(way: str) -> GraphQLField:
    root, _, call = way.partition(".")
    kind = CONTRACT.type_map[root]
    assert isinstance(kind, GraphQLObjectType)
    field: GraphQLField = kind.fields[call.partition("(")[0]]
    return field


def _inner_fields(kind: Any) -> Mapping[str, GraphQLField]:
    return kind.fields if isinstance(kind, GraphQLObjectType) else {}
