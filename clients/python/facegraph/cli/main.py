"""The program: whatever happens, a user reads a sentence and a script reads an exit code."""

import io
import os
import signal
import sys

from facegraph.cli.failure import CommandFailed, ExitCode, leaf


def main() -> None:
    from facegraph.cli.app import app

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    _write_whatever_names_there_are()
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except (SystemExit, Exception) as error:
        if _is_of_broken_pipe(error):
            # Whoever read our output has had enough; Python must not flush into it at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(ExitCode.DONE)
        if isinstance(error, SystemExit):
            raise
        sys.exit(_told(leaf(error)))


def _write_whatever_names_there_are() -> None:
    """A file's name may be no text: such bytes are escaped, in JSON as lone surrogates, which
    programs can turn back."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _is_of_broken_pipe(error: BaseException) -> bool:
    """Typer and Rich make an exit of it."""
    return isinstance(leaf(error), BrokenPipeError) or isinstance(
        error.__context__, BrokenPipeError
    )


def _told(error: BaseException) -> ExitCode:
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
