"""Operations and values made from a schema, for tests that try many."""

import json
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNamedOutputType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)
from graphql.type import is_leaf_type, is_required_argument
from hypothesis import strategies as st

_LITERALS: dict[str, st.SearchStrategy[Any]] = {
    "AWSJSON": st.dictionaries(st.text(max_size=4), st.integers(), max_size=2).map(json.dumps),
    "Boolean": st.booleans(),
    "Float": st.floats(allow_nan=False, allow_infinity=False),
    "ID": st.text(max_size=8),
    "Int": st.integers(-(2**31), 2**31 - 1),
    "String": st.text(max_size=8),
}
_DEPTH = 4


@st.composite
def selections(draw: st.DrawFn, of: GraphQLObjectType, depth: int = _DEPTH) -> str:
    """Some of the type's fields, valid, with arguments, aliases and fragments."""
    names = [name for name, field in of.fields.items() if depth or is_leaf_type(_named(field.type))]
    if not names:
        return "{ __typename }"
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4))
    written = [
        f"f{n}: {draw(selected_field(of, name, depth - 1))}" for n, name in enumerate(chosen)
    ]
    if draw(st.booleans()):
        written[0] = f"... on {of.name} {{ {written[0]} }}"
    return f"{{ {' '.join(written)} }}"


@st.composite
def selected_field(draw: st.DrawFn, of: GraphQLObjectType, name: str, depth: int = _DEPTH) -> str:
    field = of.fields[name]
    given = [
        f"{key}: {draw(_literals(argument.type))}"
        for key, argument in field.args.items()
        if is_required_argument(argument) or draw(st.booleans())
    ]
    below = _named(field.type)
    arguments = f"({', '.join(given)})" if given else ""
    fields = draw(selections(below, depth)) if isinstance(below, GraphQLObjectType) else ""
    return f"{name}{arguments} {fields}"


def everything(of: Any) -> str:
    """All fields of an object type, to the leaves."""
    named = _named(of)
    if not isinstance(named, GraphQLObjectType):
        return ""
    written = (f"{name} {everything(field.type)}" for name, field in named.fields.items())
    return f"{{ {' '.join(written)} }}"


def value_of(of: Any, random: Random) -> Any:
    """A value that a resolver may return for this type."""
    if isinstance(of, GraphQLNonNull):
        return _present(of.of_type, random)
    return None if random.random() < 0.2 else _present(of, random)


def _present(of: Any, random: Random) -> Any:
    if isinstance(of, GraphQLList):
        return [value_of(of.of_type, random) for _ in range(random.randrange(3))]
    if isinstance(of, GraphQLEnumType):
        return random.choice(sorted(of.values))
    if isinstance(of, GraphQLObjectType):
        return {name: value_of(field.type, random) for name, field in of.fields.items()}
    return _scalar(of.name, random)


def _scalar(name: str, random: Random) -> Any:
    match name:
        case "AWSDateTime":
            return f"20{random.randrange(10, 99)}-01-31T12:00:{random.randrange(10, 60)}.5Z"
        case "AWSJSON":
            return {"n": [random.random(), None]}
        case "Boolean":
            return random.random() < 0.5
        case "Float":
            return random.choice([random.uniform(-1e9, 1e9), 0, -0.0, 1e300])
        case "Int":
            return random.randrange(-(2**31), 2**31)
        case "ID" | "String":
            return random.choice(["", "ä\u2028\x00", "a1", "x" * random.randrange(50)])
    raise NotImplementedError(name)


@st.composite
def _literals(draw: st.DrawFn, of: Any) -> str:
    if isinstance(of, GraphQLNonNull):
        return draw(_literals(of.of_type).filter(lambda text: text != "null"))
    if draw(st.integers(0, 4)) == 0:
        return "null"
    if isinstance(of, GraphQLEnumType):
        return str(draw(st.sampled_from(sorted(of.values))))
    return json.dumps(draw(_LITERALS[of.name]))


def _named(of: Any) -> GraphQLNamedOutputType:
    named: GraphQLNamedOutputType = get_named_type(of)
    return named
