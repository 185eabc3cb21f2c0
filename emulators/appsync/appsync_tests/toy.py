"""A record shop: a schema, its functions, and builders with defaults."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from appsync_emulator import (
    AccessKey,
    ApiDefinition,
    CognitoUserPool,
    Iam,
    InvocationFailed,
    InvocationResult,
    Resolver,
)

REGION = "eu-west-1"
CLIENT_ID = "shop-client"
SHOP_KEY = AccessKey(
    "AKIASHOP",
    "shop secret",
    account_id="111122223333",
    user_id="AIDASHOP",
    user_arn="arn:aws:iam::111122223333:user/shop",
)
ROLE_KEY = AccessKey("ASIAROLE", "role secret", session_token="role token", user_id="AROA:s")

SDL = """
schema { query: Query mutation: Mutation subscription: Subscription }

type Query {
  album(id: ID!): Album
  albums(genre: Genre, first: Int = 10): [Album!]
  search(text: String!): [Item]
  required: Album!
  echo(
    json: AWSJSON, date: AWSDate, time: AWSTime, at: AWSDateTime, seconds: AWSTimestamp,
    email: AWSEmail, phone: AWSPhone, url: AWSURL, ip: AWSIPAddress, int: Int,
    source: String, info: String, input: AlbumInput
  ): AWSJSON
  scalars: Scalars
  backend: String @aws_iam
  staff: String @aws_cognito_user_pools(cognito_groups: ["staff", "owners"])
  everyone: String @aws_cognito_user_pools @aws_iam
}

type Mutation {
  putAlbum(id: ID!, title: String): Album @aws_cognito_user_pools @aws_iam
  removeAlbum(id: ID!): Album
  rate(id: ID!, stars: Int!): Rating
}

type Subscription {
  onAlbum(id: ID, title: String, genre: Genre, plays: Int, sold: Boolean): Album
    @aws_subscribe(mutations: ["putAlbum", "removeAlbum"]) @aws_cognito_user_pools @aws_iam
  onRating(id: ID): Rating @aws_subscribe(mutations: ["rate"])
  onWide(id: ID, title: String, genre: Genre, plays: Int, sold: Boolean, label: ID): Album
    @aws_subscribe(mutations: ["putAlbum"])
  onBackend: Album @aws_subscribe(mutations: ["putAlbum"]) @aws_iam
}

enum Genre { JAZZ ROCK }

input AlbumInput { title: String! genre: Genre = JAZZ }

interface Item { id: ID! title: String }

type Album implements Item @aws_cognito_user_pools @aws_iam {
  id: ID!
  title: String
  genre: Genre
  plays: Int
  sold: Boolean
  extra: AWSJSON
  released: AWSDateTime
  tracks: [Track!]
  label: Label
  related: [Item]
  cost: Float @aws_iam
  next: Album
}

type Track implements Item @aws_cognito_user_pools @aws_iam {
  id: ID!
  title: String
  seconds: Int!
}

type Label @aws_cognito_user_pools @aws_iam { id: ID! name: String! }

type Rating { id: ID! stars: Int! critic: String! }

type Scalars {
  json: AWSJSON date: AWSDate at: AWSDateTime email: AWSEmail int: Int
  list: [Int] object: Label genre: Genre flag: Boolean number: Float key: ID
}
"""

ALBUM = {
    "id": "a1",
    "title": "Blue Train",
    "genre": "JAZZ",
    "plays": 7,
    "sold": False,
    "extra": {"vinyl": True},
    "released": "1958-01-01T00:00:00Z",
    "cost": 3.5,
}

Function = Callable[[Any], Any]


class LambdaFault(Exception):
    """A function raises it to answer with raw bytes, or to not run at all."""

    def __init__(self, answer: InvocationResult | InvocationFailed) -> None:
        self.answer = answer


class PythonFunctions:
    """Python functions invoked by Lambda's rules: JSON in and out, exceptions as error objects."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = dict(functions)
        self.events: dict[str, list[Any]] = {name: [] for name in functions}
        self.closed = False

    def forget(self) -> None:
        """Forgets the events that the functions received."""
        for events in self.events.values():
            events.clear()

    async def invoke(self, function: str, payload: bytes) -> InvocationResult:
        python_function = self._functions[function]
        try:
            event = json.loads(payload)
            self.events[function].append(event)
            answer = python_function(event)
            if hasattr(answer, "__await__"):
                answer = await answer
            return InvocationResult(json.dumps(answer).encode())
        except LambdaFault as fault:
            if isinstance(fault.answer, InvocationFailed):
                raise fault.answer from None
            return fault.answer
        except Exception as error:  # noqa: BLE001 - Lambda turns every exception into an object
            details = {"errorType": type(error).__name__, "errorMessage": str(error)}
            return InvocationResult(json.dumps(details).encode(), "Unhandled")

    async def close(self) -> None:
        self.closed = True


def functions(**changed: Function) -> PythonFunctions:
    """A function for each field, named Type_field; `changed` replaces or adds some."""
    return PythonFunctions(
        {
            "Query_album": lambda event: ALBUM | {"id": event["arguments"]["id"]},
            "Query_albums": lambda _: [ALBUM],
            "Query_search": lambda _: [{"__typename": "Album", **ALBUM}],
            "Query_required": lambda _: None,
            "Query_echo": lambda event: event["arguments"],
            "Query_scalars": lambda _: {},
            "Query_backend": lambda _: "for machines",
            "Query_staff": lambda _: "for staff",
            "Query_everyone": lambda _: "for all",
            "Mutation_putAlbum": lambda event: ALBUM | event["arguments"],
            "Mutation_removeAlbum": lambda _: None,
            "Mutation_rate": lambda event: event["arguments"] | {"critic": "ana"},
        }
        | changed
    )


def functions_of(fields: Iterable[str], **others: Function) -> PythonFunctions:
    """A function for each field of Query, which returns the field's name; and `others`."""
    return PythonFunctions({f"Query_{name}": _answering(name) for name in fields} | others)


def _answering(name: str) -> Function:
    return lambda _: name


def resolvers(invoker: PythonFunctions, **batch_sizes: int) -> dict[tuple[str, str], Resolver]:
    """A resolver for each function that is named after a field."""
    return {
        (type_name, field): Resolver(name, batch_sizes.get(name, 0))
        for name in invoker.events
        for type_name, _, field in [name.partition("_")]
        if field
    }


def an_api(
    invoker: PythonFunctions, default_auth: CognitoUserPool, **changed: Any
) -> ApiDefinition:
    members: dict[str, Any] = {
        "sdl": SDL,
        "resolvers": resolvers(invoker),
        "default_auth": default_auth,
        "additional_auth": (Iam(REGION),),
    }
    return ApiDefinition(**(members | changed))
