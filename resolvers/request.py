"""The parts of AppSync's direct Lambda event that resolvers read."""

from dataclasses import dataclass
from typing import Any

from core.model.caller import ADMINS_GROUP, Caller
from core.model.errors import Forbidden, NotSignedIn


class Backend:
    """Stands for a caller with IAM credentials, whose policy AppSync has checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    type_name: str
    field_name: str
    arguments: dict[str, Any]
    source: dict[str, Any]
    identity: dict[str, Any]

    @classmethod
    def parse(cls, event: dict[str, Any]) -> "Request":
        return cls(
            type_name=event["info"]["parentTypeName"],
            field_name=event["info"]["fieldName"],
            arguments=event["arguments"],
            source=event["source"] or {},
            identity=event["identity"] or {},
        )

    @property
    def caller(self) -> Caller:
        """The signed-in user. Raises NotSignedIn for any other identity."""
        sub = self.identity.get("sub")
        if not sub:
            raise NotSignedIn
        groups = self.identity.get("groups") or ()
        return Caller(sub=sub, is_admin=ADMINS_GROUP in groups)

    @property
    def backend(self) -> Backend:
        """Raises Forbidden for a signed-in user, and for a request that nobody signed."""
        if "userArn" not in self.identity or "sub" in self.identity:
            raise Forbidden("for the backend only")
        return Backend()
