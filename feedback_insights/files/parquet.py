"""Parquet files, such as warehouses write: read as the same rows in memory are, a batch at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from feedback_insights.errors import FileProblem
from feedback_insights.files.held import UTF8, RowsFile
from feedback_insights.files.opening import CHUNK, InputFile
from feedback_insights.files.rows import row_line

_BATCH = 1024  # rows; of these and their row group one is in memory at a time


@dataclass(frozen=True)
class ParquetFile(RowsFile):
    """The rows of a Parquet file as JSON lines; none is held but the batch under way."""

    def raw(self) -> BinaryIO:
        """Open the rows. The caller closes it."""
        if self.content:  # its beginning only
            return super().raw()
        return cast(BinaryIO, io.BufferedReader(_Lines(self.path, self.name), CHUNK))


def is_whole_parquet(file: InputFile) -> bool:
    """Tell a Parquet file that can be read where it lies: neither zipped nor in an archive."""
    return file.container == "parquet" and type(file) is InputFile and not file.zipped


def parquet_rows(file: InputFile) -> ParquetFile:
    """Return the rows of a Parquet file. Raises `FileProblem` if it is damaged, or without pyarrow."""
    if not is_whole_parquet(file):
        raise FileProblem(f"{file.name} is a Parquet file within another: unpack it first")
    for _ in _batches(file.path, file.name):
        break
    return ParquetFile(file.path, file.name, file.sha256, UTF8, zipped=False)


class _Lines(io.RawIOBase):
    """Rows as bytes, made as they are asked for."""

    def __init__(self, path: Path, name: str) -> None:
        self._lines = _lines(path, name)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or next(self._lines, b"")
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def close(self) -> None:
        self._lines.close()
        super().close()


def _lines(path: Path, name: str) -> Any:
    for rows in _batches(path, name):
        yield b"".join(row_line({key: _text(value) for key, value in row.items()}) for row in rows)


def _batches(path: Path, name: str) -> Iterator[list[Mapping[str, Any]]]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise FileProblem(
            f"{name} is a Parquet file, which needs pyarrow; run: pip install 'feedback-insights[parquet]'"
        ) from error
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                yield batch.to_pylist()
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:120]
        raise FileProblem(f"{name} is a damaged Parquet file: {reason}") from error


def _text(value: Any) -> Any:
    """Return bytes as the text that they are; some warehouses do not say so of their texts."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value
