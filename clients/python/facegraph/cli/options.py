"""Options that commands share."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from typer import Context, Option

from facegraph.cli.failure import CommandFailed, ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The system and the user that the command line names."""

    outputs: Path | None = None
    stack: str | None = None
    profile: str | None = None
    region: str | None = None
    user: str | None = None


class Status(StrEnum):
    """The API's ImageStatus; importing the client would slow `--help` down."""

    PENDING = "PENDING"
    ANALYZED = "ANALYZED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"


class Kind(StrEnum):
    """The API's EventKind."""

    ANALYZED = "ANALYZED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    DELETED = "DELETED"


class Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


Json = Annotated[bool, Option("--json", help="Write one JSON document a line to standard output.")]
Owner = Annotated[
    str | None, Option(metavar="SUB", help="Another user's images, by the user's sub; for admins.")
]
Limit = Annotated[int, Option(metavar="NUMBER", min=1, help="Show at most this many.")]
All = Annotated[bool, Option("--all", help="Show all.")]

_WHERE = {
    "outputs": Annotated[
        Path | None,
        Option(
            metavar="FILE",
            envvar="FACEGRAPH_OUTPUTS",
            help="The outputs file of a system on a laptop.  [default: .facegraph/outputs.json]",
        ),
    ],
    "stack": Annotated[
        str | None,
        Option(metavar="NAME", envvar="FACEGRAPH_STACK", help="The stack on AWS."),
    ],
    "profile": Annotated[
        str | None,
        Option(metavar="NAME", envvar="AWS_PROFILE", help="The AWS profile for finding the stack."),
    ],
    "region": Annotated[
        str | None, Option(metavar="NAME", envvar="AWS_REGION", help="The region of the stack.")
    ],
    "user": Annotated[
        str | None,
        Option(
            metavar="NAME",
            envvar="FACEGRAPH_USER",
            help="The user to act as.  [default: the laptop's first user]",
        ),
    ],
}


def connecting(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options of a Where, which is the first parameter of `command`."""
    signature = inspect.signature(command, eval_str=True)
    _, *own = signature.parameters.values()

    @functools.wraps(command)
    def run(context: Context, **given: Any) -> None:
        where = Where(**{name: given.pop(name) for name in _WHERE})
        command(_one_system(where, context), **given)

    keyword_only = inspect.Parameter.KEYWORD_ONLY
    shared = [
        inspect.Parameter(name, keyword_only, default=None, annotation=annotation)
        for name, annotation in _WHERE.items()
    ]
    context = inspect.Parameter("context", keyword_only, annotation=Context)
    parameters = [*own, context, *shared]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _one_system(where: Where, context: Context) -> Where:
    """An option takes precedence over the other option's variable."""
    if where.outputs is None or where.stack is None:
        return where
    said = [name for name in ("outputs", "stack") if _is_said(name, context)]
    if len(said) != 1:
        raise CommandFailed(
            ExitCode.USAGE,
            "Two systems are named, by --outputs and --stack or by their environment variables: "
            "name only one.",
        )
    return replace(where, stack=None) if said == ["outputs"] else replace(where, outputs=None)


def _is_said(option: str, context: Context) -> bool:
    source = context.get_parameter_source(option)
    return source is not None and source.name == "COMMANDLINE"
