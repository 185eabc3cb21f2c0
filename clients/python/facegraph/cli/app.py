"""Every command. Modules behind them are imported when they run: `--help` answers at once."""

import typer

from facegraph.cli.commands.changes import delete, reanalyze
from facegraph.cli.commands.images import faces, images
from facegraph.cli.commands.pictures import export, show
from facegraph.cli.commands.system import doctor, down, sign_in, sign_out, status, up
from facegraph.cli.commands.upload import upload
from facegraph.cli.commands.watch import watch

app = typer.Typer(
    name="facegraph",
    help="Faces in photos: upload them, watch the results come, look at what was found. Commands "
    "speak to the system on this machine (`facegraph up`) or to a stack on AWS (--stack).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help drawn by Rich takes three times as long
    context_settings={"help_option_names": ["-h", "--help"]},
)

for command in (
    *(up, down, status, doctor),
    *(upload, watch, images, faces, show, export, reanalyze, delete),
    *(sign_in, sign_out),
):
    app.command()(command)
