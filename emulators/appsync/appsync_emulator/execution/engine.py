"""One API, ready to serve."""

from appsync_emulator.api import ApiDefinition
from appsync_emulator.auth.authorization import AccessRules
from appsync_emulator.execution.documents import OperationReader
from appsync_emulator.execution.resolution import FunctionCaller
from appsync_emulator.execution.sdl import build_api_schema
from appsync_emulator.invoker import LambdaInvoker


class Engine:
    """What all operations of an API share. Raises `UnsupportedApi` if it cannot be served."""

    def __init__(self, api: ApiDefinition, invoker: LambdaInvoker) -> None:
        self.api = api
        self.schema = build_api_schema(api.sdl)
        self.access = AccessRules(self.schema, api)
        self.reader = OperationReader(
            self.schema, max_tokens=api.limits.query_tokens, introspection=api.introspection
        )
        self.functions = FunctionCaller(invoker, api.limits)
