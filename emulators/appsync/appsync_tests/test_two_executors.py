"""Plans compared with graphql-core: equal answers, errors, events and publications."""

import asyncio
import copy
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

import pytest
from appsync_emulator import AuthMode, CognitoUserPool, Limits, Resolver
from appsync_emulator.api import FieldName
from appsync_emulator.auth.authorization import Caller
from appsync_emulator.errors import OperationInvalid, RequestRefused
from appsync_emulator.execution.documents import GraphQLRequest
from appsync_emulator.execution.engine import Engine
from appsync_emulator.execution.operations import Execution, response_object
from appsync_emulator.execution.resolution import FunctionCaller
from appsync_emulator.execution.sdl import build_api_schema
from graphql import GraphQLObjectType, GraphQLOutputType, GraphQLSchema
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes

from appsync_tests import toy
from appsync_tests.answers import answering
from appsync_tests.rewriting import rewritten
from appsync_tests.toy import PythonFunctions, an_api, functions

GALLERY = """
type Query {
  picture(id: ID!): Picture
  pictures(filter: Filter, tags: [String!] = ["new"], limit: Int = 10, nextToken: String): Page!
  counts(by: [Status!]): [[Int!]!]
}
type Mutation {
  createUpload(input: Upload!): Form!
  deletePicture(id: ID!): Picture
  touch(id: ID, times: Int = 1): Boolean!
}
type Page { items: [Picture!]! nextToken: String }
type Picture {
  id: ID! owner: ID! width: Int height: Int sizeBytes: Float status: Status!
  takenAt: AWSDateTime url: String contact: AWSEmail meta: AWSJSON
  failure: Failure people: [Person!]! neighbours(limit: Int!): [Picture]
}
type Failure { code: String! message: String retryable: Boolean! }
type Person { id: ID! box: Box! moods: [Mood!] picture: Picture! }
type Box { left: Float! top: Float! }
type Mood { type: String! percent: Float! }
type Form { url: AWSURL! fields: [Pair!]! picture: Picture! }
type Pair { name: String! value: String! }
enum Status { PENDING ANALYZED FAILED }
input Filter { status: Status = PENDING owner: ID and: [Filter!] }
input Upload { name: String! size: Int = 7 tags: [[String]] }
"""
POOL = CognitoUserPool("https://pool", "https://pool/jwks")
CALLERS = [Caller(AuthMode.COGNITO), Caller(AuthMode.AWS_IAM)]
LIMITS = [Limits(), Limits(query_depth=3), Limits(resolver_count=4)]


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A schema and its resolvers: those of both root types, and `below` with batch sizes."""

    sdl: str
    schema: GraphQLSchema
    below: Mapping[FieldName, int]

    @property
    def resolvers(self) -> dict[FieldName, Resolver]:
        roots = [root for root in (self.schema.query_type, self.schema.mutation_type) if root]
        sizes = {(root.name, name): 0 for root in roots for name in root.fields} | dict(self.below)
        return {name: Resolver(".".join(name), size) for name, size in sizes.items()}

    def functions(self, seed: int) -> PythonFunctions:
        return PythonFunctions(
            {
                each.function: answering(
                    self.schema,
                    self._type_of(type_name, field),
                    seed,
                    batched=each.max_batch_size > 0,
                )
                for (type_name, field), each in self.resolvers.items()
            }
        )

    def _type_of(self, type_name: str, field: str) -> GraphQLOutputType:
        kind = self.schema.type_map[type_name]
        assert isinstance(kind, GraphQLObjectType)
        output: GraphQLOutputType = kind.fields[field].type
        return output

    def queries(self) -> st.SearchStrategy[str]:
        text = st.sampled_from(["", "a", "1958-01-01", "{}"]).map(nodes.String)
        scalars = {name: text for name in self.schema.type_map if name.startswith("AWS")}
        return from_schema(self.schema, custom_scalars=scalars)


def subject(sdl: str, **below: int) -> Subject:
    sizes = {(name.partition("_")[0], name.partition("_")[2]): n for name, n in below.items()}
    return Subject(sdl, build_api_schema(sdl), sizes)


TOY = subject(toy.SDL, Album_label=3, Album_next=0, Album_tracks=2, Track_title=0)
PRODUCT = subject(GALLERY, Picture_url=5, Picture_neighbours=0, Person_picture=2, Form_fields=0)


@dataclass(frozen=True, slots=True)
class Answered:
    """Everything that one execution shows to the outside."""

    response: Any
    published: list[tuple[str, Any]]
    events: dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Case:
    subject: Subject
    query: str
    seed: int
    caller: Caller
    limits: Limits
    variables: Mapping[str, Any]

    async def answered(self, *, by_plan: bool) -> Answered:
        """Raises `OperationInvalid` or `RequestRefused`."""
        functions = self.subject.functions(self.seed)
        engine = copy.copy(engine_of(self.subject, self.limits))
        engine.functions = FunctionCaller(functions, self.limits)
        operation = await engine.reader.read(GraphQLRequest(self.query, self.variables, None))
        event(f"{'has a' if operation.plan else 'has no'} plan")
        if not by_plan:
            operation = replace(operation, plan=None)
        execution = Execution(engine, operation, self.caller, {})
        result = await execution.run()
        await _finished()
        return Answered(
            copy.deepcopy(response_object(result)),
            execution.shape.published(result.data),
            functions.events,
        )

    def outcome(self, *, by_plan: bool) -> Any:
        try:
            return asyncio.run(self.answered(by_plan=by_plan))
        except OperationInvalid as invalid:
            return [error.formatted for error in invalid.errors]
        except RequestRefused as refused:
            return refused.as_object()


@cache
def engine_of(subject: Subject, limits: Limits) -> Engine:
    no_functions = PythonFunctions({})
    resolvers = subject.resolvers
    return Engine(
        an_api(no_functions, POOL, sdl=subject.sdl, resolvers=resolvers, limits=limits),
        no_functions,
    )


async def _finished() -> None:
    """Functions of a failed field's siblings are called even after the response is made."""
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)


@st.composite
def cases(draw: st.DrawFn, of: Subject) -> Case:
    seed = draw(st.integers(0, 2**32))
    return Case(
        subject=of,
        query=rewritten(draw(of.queries()), of.schema, Random(seed)),
        seed=seed,
        caller=draw(st.sampled_from(CALLERS)),
        limits=draw(st.sampled_from(LIMITS)),
        variables={},
    )


many = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)


WITH_VARIABLES = """
query ($id: ID!, $filter: Filter, $tags: [String!], $limit: Int = 3) {
  picture(id: $id) { id neighbours(limit: $limit) { id } }
  pictures(filter: $filter, tags: $tags, limit: $limit) { items { id } }
}
"""
VALUES = st.sampled_from(
    [None, 1, 2**33, "a", ["x"], [None], {"status": "PENDING"}, {"and": [{"owner": 5}]}, {"x": 1}]
)
VARIABLES = st.dictionaries(st.sampled_from(["id", "filter", "tags", "limit", "other"]), VALUES)


@pytest.fixture(autouse=True)
def nothing_is_logged() -> Iterator[None]:
    """Junk is logged as an error, hundreds of times."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.slow
@given(case=cases(TOY) | cases(PRODUCT))
@many
def test_both_executors_answer_the_same_for_random_documents(case: Case) -> None:
    assert case.outcome(by_plan=True) == case.outcome(by_plan=False)


@given(variables=VARIABLES)
@many
def test_both_executors_answer_the_same_for_variables(variables: dict[str, Any]) -> None:
    case = Case(
        subject=PRODUCT,
        query=WITH_VARIABLES,
        seed=0,
        caller=CALLERS[0],
        limits=Limits(),
        variables=variables,
    )

    assert case.outcome(by_plan=True) == case.outcome(by_plan=False)


@pytest.mark.parametrize("by_plan", [True, False])
async def test_an_error_within_a_null_is_left_out(by_plan: bool) -> None:
    """The label fails after its album has become null, and before the response is complete."""
    label_asked = asyncio.Event()

    def fail(_event: Any) -> Any:
        label_asked.set()
        raise ValueError

    async def last(_event: Any) -> None:
        await label_asked.wait()
        for _ in range(9):
            await asyncio.sleep(0)

    shop = functions(Query_album=lambda _: {"id": None}, Album_label=fail, Query_echo=last)
    engine = Engine(an_api(shop, POOL), shop)
    query = "{ album(id: 1) { label { name } id } echo }"
    operation = await engine.reader.read(GraphQLRequest(query, {}, None))
    assert operation.plan
    operation = operation if by_plan else replace(operation, plan=None)

    result = await Execution(engine, operation, CALLERS[0], {}).run()

    assert result.data == {"album": None, "echo": None}
    assert [error.path for error in result.errors or ()] == [["album", "id"]]
