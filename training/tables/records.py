"""Rows of named values out of JSON, NDJSON and CSV files, bounded in size."""

import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path

from training.tables.table import MAX_ROWS, TableError

Scalar = str | int | float | bool | None
Record = dict[str, Scalar]

KEY = "architecture"
"""Name of the column that holds the keys of a JSON object of objects."""
MAX_FILE_BYTES = 2**30
MAX_COLUMNS = 2_000


def read_records(path: Path) -> list[Record]:
    """The rows of a file; the ending decides: .csv, .ndjson or .jsonl, .json.

    JSON is a list of objects, a page of the HTTP API, or an object whose keys are architectures. What is nested is
    flattened, with names joined by underscores. CSV cells that look like numbers are numbers, empty ones are null.
    Raises TableError.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise TableError(f"{path} has more than {MAX_FILE_BYTES:,} bytes")
        records = list(_bounded(path, _READERS[path.suffix.lower()](path)))
    except KeyError:
        raise TableError(f"{path}: the ending has to be one of {', '.join(_READERS)}") from None
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        raise TableError(f"{path} cannot be read: {error}") from error
    if not records:
        raise TableError(f"{path} has no rows")
    return records


def number(value: Scalar) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _bounded(path: Path, rows: Iterator[object]) -> Iterator[Record]:
    for i, row in enumerate(rows):
        if i >= MAX_ROWS:
            raise TableError(f"{path} has more than {MAX_ROWS:,} rows")
        if not isinstance(row, dict):
            raise TableError(f"{path}: row {i} is no object of named values")
        record: Record = {}
        _flatten(record, "", row)
        if len(record) > MAX_COLUMNS:
            raise TableError(f"{path}: row {i} has {len(record)} values, at most {MAX_COLUMNS:,} are read")
        yield record


def _flatten(record: Record, name: str, value: object) -> None:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in pairs:
            _flatten(record, f"{name}_{key}" if name else str(key), part)
    elif value is None or isinstance(value, str | int | float | bool):
        record[name] = value


def _read_json(path: Path) -> Iterator[object]:
    content = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(content, dict) and isinstance(content.get("items"), list):
        if content.get("next") is not None:
            raise TableError(f"{path} is one page of several: join their items, or export NDJSON or CSV")
        content = content["items"]
    if isinstance(content, list):
        yield from content
    elif isinstance(content, dict) and all(isinstance(value, dict) for value in content.values()):
        for key, value in content.items():
            yield {KEY: key, **value}
    else:
        raise TableError(f"{path} is neither a list of objects nor an object of objects")


def _read_lines(path: Path) -> Iterator[object]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _read_csv(path: Path) -> Iterator[object]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for i, row in enumerate(reader):
            if None in row or None in row.values():
                raise TableError(f"{path}: row {i} has not as many cells as the header")
            yield {name: _cell(text) for name, text in row.items()}


def _cell(text: str) -> Scalar:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        value = float(text)
    except ValueError:
        return text or None
    return value if math.isfinite(value) else text


_READERS = {".csv": _read_csv, ".ndjson": _read_lines, ".jsonl": _read_lines, ".json": _read_json}
