"""`facegraph watch`."""

from typing import Annotated

from typer import Option

from facegraph.cli.options import Json, Kind, Owner, Where, connecting


@connecting
def watch(
    where: Where,
    image: Annotated[str | None, Option(metavar="IMAGE", help="Only events of this image.")] = None,
    kind: Annotated[
        list[Kind] | None,
        Option(case_sensitive=False, help="Only events of this kind; repeatable."),
    ] = None,
    count: Annotated[
        int | None, Option(metavar="NUMBER", min=1, help="End after this many events.")
    ] = None,
    owner: Owner = None,
    json: Json = False,
) -> None:
    """Shows events as they are published, until Ctrl-C.

    After a lost connection the command also shows images that were analysed meanwhile. Deletions
    of that time are not shown.
    """
    from contextlib import suppress

    from facegraph.cli.loop import run
    from facegraph.cli.screen import Screen
    from facegraph.cli.watch import watch as watch_events

    with suppress(KeyboardInterrupt):  # the normal end of the command
        run(watch_events(where, owner, image, kind or [], count, Screen(as_json=json)))
