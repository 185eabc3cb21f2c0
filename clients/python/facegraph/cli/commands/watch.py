"""`facegraph watch`."""

from typing import Annotated

from typer import Option

from facegraph.cli.options import Json, Kind, Owner, Where, connecting


@connecting
def watch(
    where: Where,
    image: Annotated[str | None, Option(metavar="IMAGE", help="Of that image only.")] = None,
    kind: Annotated[
        list[Kind] | None,
        Option(case_sensitive=False, help="Of that kind only; may be given again."),
    ] = None,
    count: Annotated[
        int | None, Option(metavar="NUMBER", min=1, help="End after so many events.")
    ] = None,
    owner: Owner = None,
    json: Json = False,
) -> None:
    """Shows events as they happen, until Ctrl-C.

    After a lost connection it catches up with what was analysed meanwhile; deletions cannot be
    found afterwards.
    """
    from contextlib import suppress

    from facegraph.cli.loop import run
    from facegraph.cli.screen import Screen
    from facegraph.cli.watch import watch as watch_events

    with suppress(KeyboardInterrupt):  # it has no other end
        run(watch_events(where, owner, image, kind or [], count, Screen(as_json=json)))
