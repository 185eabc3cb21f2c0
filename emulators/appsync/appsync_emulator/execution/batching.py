"""BatchInvoke: the fields of one request that share a resolver, a few at a time."""

from typing import Any

from aiodataloader import DataLoader

from appsync_emulator.api import FieldName, Resolver
from appsync_emulator.execution.resolution import FunctionCaller


class Batches:
    """The batches of one request."""

    def __init__(self, functions: FunctionCaller) -> None:
        self._functions = functions
        self._loaders: dict[FieldName, DataLoader[dict[str, Any], Any]] = {}

    async def load(self, field: FieldName, resolver: Resolver, event: dict[str, Any]) -> Any:
        """Raises `FieldFailed`, for this event alone or with the whole batch."""
        if field not in self._loaders:
            self._loaders[field] = self._loader(resolver)
        return await self._loaders[field].load(event)

    def _loader(self, resolver: Resolver) -> DataLoader[dict[str, Any], Any]:
        async def load(events: list[dict[str, Any]]) -> list[Any]:
            return await self._functions.call_batch(resolver.function, events)

        # The loader hashes keys even without a cache, and events are dicts.
        return DataLoader(
            load, max_batch_size=resolver.max_batch_size, cache=False, get_cache_key=id
        )
