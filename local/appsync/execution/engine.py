"""One API, ready to serve."""

from local.appsync.api import ApiDefinition
from local.appsync.auth.authorization import AccessRules
from local.appsync.execution.documents import OperationReader
from local.appsync.execution.resolution import FunctionCaller
from local.appsync.execution.sdl import build_api_schema
from local.appsync.invoker import LambdaInvoker


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
