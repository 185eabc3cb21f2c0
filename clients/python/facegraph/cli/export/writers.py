"""Formats of an export. A writer takes images one by one and holds a bounded number of them."""

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
    """One line for each image, as the API returns it, with its faces."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, image: ImageWithFaces) -> None:
        self._file.write(json_line(image))


class CsvWriter:
    """One line for each face. Lists are JSON, times ISO 8601; unknown values are empty."""

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
