"""AppSync's direct Lambda event, as far as resolvers look at it."""

from dataclasses import dataclass
from typing import Any

from core.model.caller import ADMINS_GROUP, Caller
from core.model.errors import Forbidden, NotSignedIn


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

    def require_backend(self) -> None:
        """Raises Forbidden unless IAM credentials are asking; AppSync has checked their policy."""
        if "userArn" not in self.identity or "sub" in self.identity:
            raise Forbidden("for the backend only")
