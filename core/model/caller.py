"""Who is asking, and whose images they may name."""

from dataclasses import dataclass

from core.model.errors import Forbidden, InvalidArgument
from core.model.record import ImageRecord

ADMINS_GROUP = "admins"
MAX_OWNER_LENGTH = 128  # Cognito's limit for a user name; a `sub` has 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    sub: str
    is_admin: bool = False

    def may_see(self, record: ImageRecord) -> bool:
        return self.is_admin or record.owner == self.sub

    def owner_to_list(self, owner: str | None) -> str:
        """The caller's own images unless an admin names another owner.

        Raises Forbidden or InvalidArgument.
        """
        if owner is None or owner == self.sub:
            return self.sub
        if not self.is_admin:
            raise Forbidden("only admins may name another owner")
        if not 1 <= len(owner) <= MAX_OWNER_LENGTH or not owner.isprintable():
            raise InvalidArgument(f"owner must have 1 to {MAX_OWNER_LENGTH} printable characters")
        return owner
