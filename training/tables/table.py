"""A table of measured architectures, and its file format.

An `.npz` without pickled objects: `options` int [positions], the number of options at each position; `codes` int
[rows, positions], the option indices of each architecture; and one float array [rows] a metric. Other arrays are left
alone, but for `full_row` int [product of options]: if architectures of different codes are equal, the row of every code
of the space in lexicographic order, -1 where there is none. A file of the same name with the ending `.json` may say
more (`training/tables/description.py`).
"""

import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.goal import Goal
from app.domain.limits import MAX_ABS_SCORE, MAX_DIMENSIONS, MAX_OPTIONS
from training.tables.description import DescriptionError, guess_goal, read_goals

Values = NDArray[np.float64]
Codes = NDArray[np.int64]

MAX_ROWS = 5_000_000
MAX_BYTES = 4 * 2**30
"""Of a file's arrays, unpacked."""
MAX_METRICS = 256
MAX_CELLS = 200_000_000
"""Rows x positions."""


class TableError(Exception):
    """The file is missing, or is not a table in the format above; the message names file, array and fault."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that has been checked."""

    name: str
    options: Codes
    """The number of options at every position, int64 [positions]."""
    codes: Codes
    """int64 [rows, positions], no two rows equal."""
    metrics: dict[str, Values]
    """Finite float64 [rows], by name."""
    goals: dict[str, Goal] = field(default_factory=dict)
    """The directions of the metrics that have one: those that a search can have as its score."""
    full_row: Codes | None = None
    """int64 [product of options], see above."""

    def __len__(self) -> int:
        return len(self.codes)


def read_table(path: Path) -> Table:
    """Reads and checks a table. Raises TableError."""
    arrays = _read_arrays(path)
    missing = {"options", "codes"} - arrays.keys()
    if missing:
        raise TableError(f"{path}: no array {' and no array '.join(sorted(missing))}")
    options = _check_options(path, arrays.pop("options"))
    codes = _check_codes(path, arrays.pop("codes"), options)
    full_row = arrays.pop("full_row", None)
    floats = {n: a for n, a in arrays.items() if a.dtype.kind == "f" and a.ndim == 1}
    if not floats or len(floats) > MAX_METRICS:
        raise TableError(
            f"{path}: {len(floats)} metrics (float arrays of one dimension), 1 to {MAX_METRICS} are allowed"
        )
    metrics = {name: _check_metric(path, name, values, len(codes)) for name, values in floats.items()}
    try:
        stated = read_goals(path.with_suffix(".json"))
    except DescriptionError as error:
        raise TableError(str(error)) from error
    if unknown := stated.keys() - metrics.keys():
        raise TableError(f"{path.with_suffix('.json')}: goal of {min(unknown)!r}, which is no metric of the table")
    guessed = {name: goal for name in metrics if (goal := guess_goal(name)) is not None}
    return Table(path.stem, options, codes, metrics, stated or guessed, _check_full_row(path, full_row, options, codes))


def check_distinct(codes: Codes) -> tuple[int, int] | None:
    """Two rows that are equal, or None."""
    _, first, inverse = np.unique(codes, axis=0, return_index=True, return_inverse=True)
    if len(first) == len(codes):
        return None
    repeated = int(np.flatnonzero(first[inverse] != np.arange(len(codes)))[0])
    return int(first[inverse[repeated]]), repeated


def _read_arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_BYTES:
            raise TableError(f"{path}: {unpacked:,} bytes unpacked, at most {MAX_BYTES:,} are read")
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except FileNotFoundError as error:
        raise TableError(f"no table at {path}") from error
    except (OSError, ValueError, EOFError, MemoryError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise TableError(f"{path} is not a readable .npz of plain arrays: {error}") from error


def _check_options(path: Path, options: NDArray[np.generic]) -> Codes:
    if options.dtype.kind not in "iu" or options.ndim != 1 or not 1 <= len(options) <= MAX_DIMENSIONS:
        raise TableError(f"{path}: `options` has to be whole numbers [1 to {MAX_DIMENSIONS} positions]")
    counts = options.astype(np.int64)
    if counts.min() < 1 or counts.max() > MAX_OPTIONS:
        raise TableError(f"{path}: every position of `options` needs 1 to {MAX_OPTIONS:,} options")
    return counts


def _check_codes(path: Path, codes: NDArray[np.generic], options: Codes) -> Codes:
    if codes.dtype.kind not in "iu" or codes.ndim != 2 or codes.shape[1] != len(options):
        raise TableError(f"{path}: `codes` has to be whole numbers [rows, {len(options)} positions], not {codes.shape}")
    if not 1 <= len(codes) <= MAX_ROWS or codes.size > MAX_CELLS:
        raise TableError(f"{path}: {len(codes):,} rows; 1 to {MAX_ROWS:,} and {MAX_CELLS:,} digits are allowed")
    indices = codes.astype(np.int64)
    outside = (indices < 0) | (indices >= options)
    if outside.any():
        row, position = (int(i) for i in np.argwhere(outside)[0])
        option, count = indices[row, position], options[position]
        raise TableError(f"{path}: option {option} in row {row} at position {position}, which has {count}")
    if (pair := check_distinct(indices)) is not None:
        raise TableError(f"{path}: rows {pair[0]} and {pair[1]} are the same architecture")
    return indices


def _check_metric(path: Path, name: str, values: NDArray[np.generic], rows: int) -> Values:
    if len(values) != rows:
        raise TableError(f"{path}: metric {name!r} has {len(values)} values for {rows} rows")
    numbers = values.astype(np.float64)
    unusable = ~(np.abs(numbers) <= MAX_ABS_SCORE)
    if unusable.any():
        row = int(np.argmax(unusable))
        raise TableError(f"{path}: metric {name!r} is {numbers[row]} in row {row}; leave rows without a result out")
    return numbers


def _check_full_row(path: Path, full_row: NDArray[np.generic] | None, options: Codes, codes: Codes) -> Codes | None:
    if full_row is None:
        return None
    size = int(np.prod(options.astype(object)))
    if full_row.dtype.kind not in "iu" or full_row.shape != (size,):
        raise TableError(f"{path}: `full_row` has to be whole numbers [{size}], the product of the options")
    rows = full_row.astype(np.int64)
    if rows.min() < -1 or rows.max() >= len(codes):
        raise TableError(f"{path}: `full_row` names a row outside -1 to {len(codes) - 1}")
    return rows
