"""Prints what the functions of the running laptop have logged, oldest first."""

import argparse
import sys
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path

from laptop.__main__ import OUTPUTS_FILE_NAME, STATE_FOLDER
from laptop.deployed import NotFound, RunningLaptop


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m laptop.logs", description=__doc__)
    parser.add_argument("words", nargs="?", default="", help="only entries with this text")
    parser.add_argument("--function", help="only this function, for example analyze")
    parser.add_argument("--outputs", type=Path, default=STATE_FOLDER / OUTPUTS_FILE_NAME)
    arguments = parser.parse_args()
    try:
        print_log(RunningLaptop.of(arguments.outputs), arguments.function, arguments.words)
    except NotFound as error:
        sys.exit(str(error))


def print_log(laptop: RunningLaptop, name: str | None, words: str) -> None:
    """Raises NotFound."""
    functions = [laptop.function(name)] if name else laptop.functions()
    found = [
        (entry.time_ms, function.name, entry.text)
        for function in functions
        for entry in laptop.logged(function)
        if words in entry.text
    ]
    for time_ms, function_name, text in sorted(found, key=itemgetter(0)):
        at = datetime.fromtimestamp(time_ms / 1000, UTC)
        print(f"{at:%H:%M:%S} {function_name:<9} {text}")


if __name__ == "__main__":
    main()
