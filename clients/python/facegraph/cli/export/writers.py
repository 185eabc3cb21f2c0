"""Formats of an export. Each takes images one by one, and holds a bounded number of them."""

import csv
import json
from datetime import datetime
from typing import Any, Protocol, TextIO

from facegraph.cli.export.rows import FIELDS, rows_of
from facegraph.cli.screen import json_line
from facegraph.client.fragments import ImageWithFaces


class Writer(Protocol):
    def write(self, image: ImageWithFaces) -> None: ...


class JsonLinesWriter:
    """An image a line, as the API has it, its faces in it."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, image: ImageWithFaces) -> None:
        self._file.write(json_line(image))


class CsvWriter:
    """A face a line. Lists are JSON, moments ISO 8601; what is not known is empty."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.DictWriter(file, [field.name for field in FIELDS], lineterminator="\n")
        self._writer.writeheader()

    def write(self, image: ImageWithFaces) -> None:
        for row in rows_of(image):
            self._writer.writerow({name: _csv_cell(value) for name, value in row.items()})


def _csv_cell(value: Any) -> Any:
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            return value.isoformat()
        case list():
            return json.dumps(value, separators=(",", ":"))
    return value
