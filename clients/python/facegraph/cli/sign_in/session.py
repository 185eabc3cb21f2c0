"""Sessions of a deployed user pool: saved in a file, and renewed while they are used."""

import asyncio
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.own_files import state_folder, write_private
from facegraph.cli.sign_in.cognito import UserPoolClient
from facegraph.cli.sign_in.identity import is_fresh
from facegraph.cli.target import Target
from facegraph.id_token import Claims

PASSWORD_VARIABLE = "FACEGRAPH_PASSWORD"
NEW_PASSWORD_VARIABLE = "FACEGRAPH_NEW_PASSWORD"


@dataclass(slots=True, kw_only=True)
class Session:
    target: Target
    name: str
    sub: str
    id_token: str
    refresh_token: str

    async def token(self) -> str:
        if not is_fresh(Claims.of(self.id_token)):
            pool = UserPoolClient(self.target)
            self.id_token = await asyncio.to_thread(pool.renew, self.refresh_token)
            self.keep()
        return self.id_token

    def keep(self) -> None:
        kept = {name: value for name, value in asdict(self).items() if name != "target"}
        write_private(session_file(self.target), json.dumps(kept))

    def end(self) -> None:
        """Deletes the file, and revokes the token at Cognito in case the file was copied."""
        session_file(self.target).unlink(missing_ok=True)
        UserPoolClient(self.target).revoke(self.refresh_token)


def session_file(target: Target) -> Path:
    return state_folder() / "sessions" / f"{target.user_pool_id}-{target.client_id}.json"


def kept_session(target: Target, name: str | None) -> Session | None:
    """The session of the named user, or of any. None for a damaged file: the next sign-in
    replaces the file."""
    try:
        session = Session(target=target, **json.loads(session_file(target).read_text()))
        Claims.of(session.id_token)
    except (OSError, TypeError, ValueError):
        return None
    return session if name in (None, session.name) else None


def sign_in(target: Target, name: str | None) -> Session:
    """Asks for what the environment does not state. Raises CommandFailed."""
    name = name or _asked("Username", hidden=False)
    password = os.environ.get(PASSWORD_VARIABLE) or _asked("Password", hidden=True)
    tokens = UserPoolClient(target).sign_in(name, password, _new_password)
    session = Session(
        target=target,
        name=name,
        sub=Claims.of(tokens.id_token).sub,
        id_token=tokens.id_token,
        refresh_token=tokens.refresh_token,
    )
    session.keep()
    return session


def _new_password() -> str:
    given = os.environ.get(NEW_PASSWORD_VARIABLE)
    return given or _asked("New password (yours is valid only once)", hidden=True)


def _asked(what: str, *, hidden: bool) -> str:
    import typer

    try:
        answer: str = typer.prompt(what, hide_input=hidden, err=True)
    except typer.Abort:
        raise CommandFailed(
            ExitCode.NOT_ALLOWED,
            f"There is no terminal to ask for: {what}. Set FACEGRAPH_USER and {PASSWORD_VARIABLE} "
            f"(and {NEW_PASSWORD_VARIABLE} at a first sign-in), or run the command in a terminal.",
        ) from None
    return answer
