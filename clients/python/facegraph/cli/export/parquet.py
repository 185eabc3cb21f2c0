"""Parquet, in row groups of a bounded size."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from facegraph.cli.export.rows import FIELDS, rows_of
from facegraph.client.fragments import ImageWithFaces

ROWS_IN_GROUP = 5_000
_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "moment": pa.timestamp("us", tz="UTC"),
    "integer": pa.int32(),
    "number": pa.float64(),
    "truth": pa.bool_(),
    "points": pa.list_(
        pa.struct([("type", pa.string()), ("x", pa.float64()), ("y", pa.float64())])
    ),
    "scores": pa.list_(pa.struct([("type", pa.string()), ("confidence", pa.float64())])),
}
SCHEMA = pa.schema([(field.name, _TYPES[field.kind]) for field in FIELDS])


class ParquetFile:
    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def write(self, image: ImageWithFaces) -> None:
        self._rows += rows_of(image)
        if len(self._rows) >= ROWS_IN_GROUP:
            self._flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None and self._rows:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=SCHEMA))
        self._rows = []
