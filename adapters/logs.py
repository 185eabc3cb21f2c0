"""Log lines that hold ids. On AWS the runtime writes them as JSON, with each id as a member."""

import logging

_logger = logging.getLogger("facegraph")
logging.basicConfig()  # adds a handler only where the Lambda runtime has not added its own
_logger.setLevel(logging.INFO)


def log(event: str, **ids: str | int) -> None:
    """Ids and counts only: never a body, a token, a link or anything of a face."""
    _logger.info(_line(event, ids), extra=ids)


def log_failure(event: str, **ids: str | int) -> None:
    """With the traceback of the exception that is being handled."""
    _logger.exception(_line(event, ids), extra=ids)


def _line(event: str, ids: dict[str, str | int]) -> str:
    return " ".join([event, *(f"{name}={value}" for name, value in ids.items())])
