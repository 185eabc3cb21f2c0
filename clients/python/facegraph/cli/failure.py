"""How a command fails: with a sentence and an exit code."""

from enum import IntEnum


class ExitCode(IntEnum):
    """docs/cli.md has the same table."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    NOT_SET_UP = 3
    UNREACHABLE = 4
    NOT_ALLOWED = 5
    NOT_FOUND = 6
    BAD_FILE = 7
    INCOMPLETE = 8
    INTERRUPTED = 130


class CommandFailed(Exception):
    """The text is for the user: what is wrong, and the next step."""

    def __init__(self, exit_code: ExitCode, text: str) -> None:
        super().__init__(text)
        self.exit_code = exit_code


class Unreachable(CommandFailed):
    def __init__(self, text: str) -> None:
        super().__init__(ExitCode.UNREACHABLE, text)


class ApiRefused(CommandFailed):
    """`error_type` is the API's."""

    def __init__(self, exit_code: ExitCode, text: str, error_type: str) -> None:
        super().__init__(exit_code, text)
        self.error_type = error_type


def leaf(error: BaseException) -> BaseException:
    """The first error, when several tasks ran at once."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
