"""Functions with random answers, the same for the same event: some fit the schema, some do not."""

import asyncio
import json
from collections.abc import Mapping
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
)

from appsync_tests.toy import Function

_JUNK: list[Any] = [None, True, 5, 2**40, 1.5, "junk", [], [None], {}, {"__typename": "Album"}]
_JUNK_CHANCE = 0.08
_FITTING: dict[str, list[Any]] = {
    "AWSDateTime": ["1958-01-01T00:00:00Z"],
    "AWSEmail": ["ana@example.test"],
    "AWSURL": ["https://example.test/a"],
    "Boolean": [True, False],
    "Float": [1.5, 0],
    "Int": [0, -7],
    "ID": ["a1", 7],
}


def answering(schema: GraphQLSchema, of: Any, seed: int, *, batched: bool = False) -> Function:
    """Takes a few turns of the event loop, raises at times, and answers batches item by item."""

    async def answer(event: Any) -> Any:
        random = Random(f"{seed} {json.dumps(_without_request(event), sort_keys=True)}")
        for _ in range(random.randrange(4)):
            await asyncio.sleep(0)
        if random.random() < _JUNK_CHANCE:
            raise ValueError("no answer")
        if batched:
            return [{"data": value_or_junk(schema, of, random)} for _ in event]
        return value_or_junk(schema, of, random)

    return answer


def value_or_junk(schema: GraphQLSchema, of: Any, random: Random) -> Any:
    if random.random() < _JUNK_CHANCE:
        return random.choice(_JUNK)
    match of:
        case GraphQLNonNull(of_type=inner):
            return value_or_junk(schema, inner, random)
        case GraphQLList(of_type=item):
            return [value_or_junk(schema, item, random) for _ in range(random.randrange(4))]
        case GraphQLInterfaceType() | GraphQLUnionType():
            return _object(schema, random.choice(schema.get_possible_types(of)), random)
        case GraphQLObjectType():
            return _object(schema, of, random)
        case GraphQLEnumType():
            return random.choice(sorted(of.values))
    return random.choice(_FITTING.get(of.name, ["text"]))


def _object(schema: GraphQLSchema, of: GraphQLObjectType, random: Random) -> dict[str, Any]:
    """Selects some of the fields, so that a type that contains itself comes to an end."""
    wanted = {name: field for name, field in of.fields.items() if random.random() < 0.5}
    values = {name: value_or_junk(schema, each.type, random) for name, each in wanted.items()}
    return {"__typename": of.name, **values}


def _without_request(event: Any) -> Any:
    if isinstance(event, list):
        return [_without_request(each) for each in event]
    assert isinstance(event, Mapping)
    return {key: value for key, value in event.items() if key != "request"}
