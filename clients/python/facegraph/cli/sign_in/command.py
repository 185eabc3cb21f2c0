"""`facegraph sign-in` and `facegraph sign-out`."""

from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.options import Where
from facegraph.cli.screen import Screen
from facegraph.cli.sign_in import session
from facegraph.cli.target import Target, find_target


def sign_in(where: Where, screen: Screen) -> None:
    target = _with_user_pool(where)
    signed_in = session.sign_in(target, where.user)
    if screen.as_json:
        screen.document({"user": signed_in.name, "sub": signed_in.sub})
    else:
        screen.say(f"Signed in to {target.name} as {signed_in.name}.")


def sign_out(where: Where, screen: Screen) -> None:
    target = _with_user_pool(where)
    kept = session.kept_session(target, where.user)
    if kept:
        kept.end()
    if screen.as_json:
        screen.document({"user": kept.name if kept else None})
    elif kept:
        screen.say(f"{kept.name} is signed out of {target.name}.")
    else:
        screen.say(f"Nobody was signed in to {target.name}.")


def _with_user_pool(where: Where) -> Target:
    target = find_target(where)
    if target.laptop:
        raise CommandFailed(
            ExitCode.USAGE,
            f"Users of {target.name} are signed in already: choose one with --user.",
        )
    return target
