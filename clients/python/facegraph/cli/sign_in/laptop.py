"""Users of the laptop, whose tokens the running system renews in its outputs file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.sign_in.identity import is_fresh
from facegraph.cli.target import read_json
from facegraph.id_token import Claims


@dataclass(slots=True)
class LaptopIdentity:
    file: Path
    name: str
    sub: str
    _token: str

    async def token(self) -> str:
        """Reads the file again when the token is about to expire."""
        if not is_fresh(_claims(self._token, self.file)):
            self._token = _user(self.file, self.name)["idToken"]
        return self._token


def laptop_identity(file: Path, name: str | None) -> LaptopIdentity:
    user = _user(file, name)
    return LaptopIdentity(file, user["username"], user["sub"], user["idToken"])


def _user(file: Path, name: str | None) -> dict[str, Any]:
    users: list[dict[str, Any]] = read_json(file)["users"]
    for user in users:
        if name in (None, user["username"]):
            return user
    names = ", ".join(user["username"] for user in users)
    raise CommandFailed(
        ExitCode.NOT_ALLOWED,
        f"{file} has no user {name}: choose one of {names} with --user.",
    )


def _claims(token: str, file: Path) -> Claims:
    try:
        return Claims.of(token)
    except ValueError:
        raise CommandFailed(
            ExitCode.NOT_ALLOWED,
            f"The user's token in {file} is damaged: run `facegraph down`, then `facegraph up`.",
        ) from None
