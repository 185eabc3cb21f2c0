"""The signed-in user: one of the laptop's, or of a deployed user pool."""

from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.options import Where
from facegraph.cli.sign_in.identity import Identity
from facegraph.cli.target import Target

__all__ = ["Identity", "identify"]


def identify(target: Target, where: Where) -> Identity:
    """Asks for a name and a password when nobody is signed in and there is a terminal."""
    if target.laptop:
        from facegraph.cli.sign_in.laptop import laptop_identity

        return laptop_identity(target.laptop, where.user)
    from facegraph.cli.sign_in.session import kept_session, sign_in

    session = kept_session(target, where.user)
    if session is None and not _is_asked_for(where):
        raise CommandFailed(
            ExitCode.NOT_ALLOWED,
            f"Nobody is signed in to {target.name}: run `facegraph sign-in`, or set "
            "FACEGRAPH_USER and FACEGRAPH_PASSWORD.",
        )
    return session or sign_in(target, where.user)


def _is_asked_for(where: Where) -> bool:
    import os
    import sys

    return bool(where.user and os.environ.get("FACEGRAPH_PASSWORD")) or (
        sys.stdin.isatty() and sys.stderr.isatty()
    )
