"""The program: every failure is a sentence for the user and an exit code for scripts."""

import io
import os
import signal
import sys

from facegraph.cli.failure import CommandFailed, ExitCode, leaf


def main() -> None:
    from facegraph.cli.app import app

    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # background jobs of a shell ignore SIGINT otherwise
    _escape_undecodable_names()
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except (SystemExit, Exception) as error:
        if _is_broken_pipe(error):
            # The reader has closed the pipe; Python must not flush into it when it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(ExitCode.DONE)
        if isinstance(error, SystemExit):
            raise
        sys.exit(_report(leaf(error)))


def _escape_undecodable_names() -> None:
    """A file's name may not be UTF-8. Its bytes are escaped, in JSON as lone surrogates, which
    programs can decode."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _is_broken_pipe(error: BaseException) -> bool:
    """Typer and Rich turn a broken pipe into an exit."""
    return isinstance(leaf(error), BrokenPipeError) or isinstance(
        error.__context__, BrokenPipeError
    )


def _report(error: BaseException) -> ExitCode:
    if isinstance(error, CommandFailed):
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    from facegraph.cli.crash import keep

    sys.stderr.write(
        f"Something unexpected went wrong ({type(error).__name__}). "
        f"{keep(error)} has the details; please report it with that file.\n"
    )
    return ExitCode.UNEXPECTED


if __name__ == "__main__":
    main()
