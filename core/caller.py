"""Who is asking, and whose images they may name."""

from dataclasses import dataclass

from core.errors import Forbidden
from core.record import ImageRecord

ADMINS_GROUP = "admins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    sub: str
    is_admin: bool = False

    def may_see(self, record: ImageRecord) -> bool:
        return self.is_admin or record.owner == self.sub

    def owner_to_list(self, owner: str | None) -> str:
        """The caller's own images unless an admin names another owner. Raises Forbidden."""
        if owner is None or owner == self.sub:
            return self.sub
        if not self.is_admin:
            raise Forbidden("only admins may name another owner")
        return owner
