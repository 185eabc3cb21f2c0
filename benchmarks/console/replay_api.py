"""The deployed API in a process of its own, in which events are published without a function.

A replay measures the page, and on a laptop an emulated function takes more of the processor than
the page does. For the same reason this process yields when the browser wants a core. Every other
field is resolved by the deployed functions. `python -m benchmarks.console.replay_api <AWS endpoint>
<API id>` prints its address in a line of JSON and serves until its input ends.
"""

import json
import os
import sys

import boto3
from appsync_emulator import (
    AccessKey,
    InvocationResult,
    KnownCredentials,
    LambdaEndpoint,
    LambdaInvoker,
    create_app,
    read_api,
    serve,
)

from resolvers import events
from resolvers.router import Router

_REQUEST_ID = "replay"
_NICENESS = 10
_RESOLVED_HERE = {(field.type_name, field.field_name) for field in events.field}


class _EventsHere(LambdaInvoker):
    """Resolves the fields of events in this process, with the code of the resolvers' function."""

    def __init__(self, functions: LambdaInvoker) -> None:
        self._functions = functions
        self._events = Router(events.field)

    async def invoke(self, function: str, payload: bytes) -> InvocationResult:
        asked = json.loads(payload)
        if not self._is_of_events(asked):
            return await self._functions.invoke(function, payload)
        answer = self._events.dispatch(asked, _REQUEST_ID)
        return InvocationResult(json.dumps(answer, ensure_ascii=False).encode())

    async def close(self) -> None:
        await self._functions.close()

    def _is_of_events(self, asked: object) -> bool:
        match asked:
            case {"info": {"parentTypeName": str(type_name), "fieldName": str(field_name)}}:
                return (type_name, field_name) in _RESOLVED_HERE
        return False  # a batch


def main() -> None:
    os.nice(_NICENESS)
    endpoint, api_id = sys.argv[1:]
    session = boto3.Session()
    api = read_api(
        session.client("appsync", endpoint_url=endpoint), api_id, cognito_endpoint=endpoint
    )
    functions = LambdaEndpoint(session, endpoint)
    credentials = KnownCredentials([AccessKey.of(session, endpoint)])
    with serve(create_app(api, _EventsHere(functions), credentials)) as url:
        print(json.dumps({"url": url}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
