"""Every command. A command imports its modules when it runs, so `--help` answers at once."""

from typing import Annotated

import typer

from facegraph.cli.commands.changes import delete, reanalyze
from facegraph.cli.commands.images import faces, images
from facegraph.cli.commands.pictures import export, show
from facegraph.cli.commands.system import doctor, down, sign_in, sign_out, status, up
from facegraph.cli.commands.upload import upload
from facegraph.cli.commands.watch import watch

app = typer.Typer(
    name="facegraph",
    help="Finds faces in photos: upload photos, watch the results, list and show the faces. "
    "Commands use the system on this machine (`facegraph up`) or a stack on AWS (--stack).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # Rich would make help three times as slow
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        from facegraph.version import __version__

        typer.echo(f"facegraph {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


for command in (
    *(up, down, status, doctor),
    *(upload, watch, images, faces, show, export, reanalyze, delete),
    *(sign_in, sign_out),
):
    app.command()(command)
