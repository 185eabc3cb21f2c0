"""Resolvers of erasures: asking for one, and how far the latest has come."""

from typing import Any

from core.model.wire import to_wire
from core.use_cases.erasure_requests import ErasureRequests
from resolvers.new_ids import new_erasure_id
from resolvers.request import Request
from resolvers.router import Router


def erasure_resolvers(requests: ErasureRequests) -> Router:
    router = Router()

    @router.resolver("Query", "erasure")
    def erasure(request: Request) -> Any:
        return to_wire(requests.latest(request.caller))

    @router.resolver("Mutation", "eraseMyData")
    def erase_my_data(request: Request, confirm: str) -> Any:
        return to_wire(requests.start(request.caller, new_erasure_id(), confirm))

    return router
