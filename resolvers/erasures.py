"""Resolvers of erasures: starting one, and the progress of the latest."""

from typing import Annotated

from core.model.caller import Caller
from core.model.erasure import Erasure
from core.use_cases.erasure_requests import ErasureRequests
from resolvers.declaration import Fields, Meaning, Mutation, Query
from resolvers.new_ids import new_erasure_id

Confirmation = Annotated[
    str,
    Meaning("Your own user id (`sub`). Anything else is refused with `ErasureNotConfirmed`."),
]

field = Fields()


@field(Query)
def erasure(requests: ErasureRequests, caller: Caller, /) -> Erasure | None:
    """Your latest erasure: its progress, and its receipt when it is `DONE`. Null if you never asked
    for one, or if its receipt has expired."""
    return requests.latest(caller)


@field(Mutation)
def erase_my_data(requests: ErasureRequests, caller: Caller, /, confirm: Confirmation) -> Erasure:
    """Starts a job that deletes everything of yours. If one is running, returns that one."""
    return requests.start(caller, new_erasure_id(), confirm)
