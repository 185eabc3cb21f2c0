"""The program: whatever happens, a user reads a sentence and a script reads an exit code."""

import os
import signal
import sys

from cli.failure import CommandFailed, ExitCode, leaf


def main() -> None:
    from cli.app import app

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has had enough; Python must not flush into it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.DONE)
    except Exception as error:  # noqa: BLE001 - the boundary: users see no traceback
        sys.exit(_told(leaf(error)))


def _told(error: BaseException) -> ExitCode:
    if isinstance(error, CommandFailed):
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    from cli.crash import keep

    sys.stderr.write(
        f"Something unexpected went wrong ({type(error).__name__}). "
        f"{keep(error)} has the details; please report it with that file.\n"
    )
    return ExitCode.UNEXPECTED


if __name__ == "__main__":
    main()
