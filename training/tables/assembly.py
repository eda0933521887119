"""From rows of options and metrics to a table, and to its file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from app.domain.goal import Goal
from app.domain.limits import MAX_DIMENSIONS, MAX_OPTIONS
from training.tables.folder import file_digest
from training.tables.records import Scalar
from training.tables.table import TableError, read_table


@dataclass(frozen=True, slots=True)
class Dimension:
    """A position and what its options are, in the order of their indices."""

    name: str
    options: Sequence[Scalar]


@dataclass(slots=True)
class Rows:
    """Measurements. An architecture that was measured several times gets the mean."""

    dimensions: Sequence[Dimension]
    codes: list[Sequence[int]] = field(default_factory=list)
    """One for every measurement."""
    metrics: dict[str, list[float]] = field(default_factory=dict)
    """A value for every measurement, by metric."""
    goals: dict[str, Goal] = field(default_factory=dict)


def infer_options(name: str, values: Sequence[Scalar]) -> Dimension:
    """The distinct values of a column: null first, numbers by size, then texts. Raises TableError beyond the limit."""
    distinct = {_identity(value): value for value in values}
    if len(distinct) > MAX_OPTIONS:
        raise TableError(f"column {name!r} has {len(distinct):,} distinct values, a dimension at most {MAX_OPTIONS:,}")
    return Dimension(name, [distinct[key] for key in sorted(distinct)])


def encode(dimensions: Sequence[Dimension], columns: Sequence[Sequence[Scalar]]) -> list[Sequence[int]]:
    """The codes of all rows. `columns` are the values of every dimension, [dimensions][rows]."""
    indices = []
    for dimension, values in zip(dimensions, columns, strict=True):
        index = {_identity(option): i for i, option in enumerate(dimension.options)}
        indices.append([index[_identity(value)] for value in values])
    return [list(code) for code in zip(*indices, strict=True)]


def write_table(rows: Rows, folder: Path, name: str, *, source: Path, kind: str) -> Path:
    """Writes `folder/name/name.npz` and `.json`, checked by reading them back. Raises TableError.

    The description names the dimensions with their options, the goals, and the source file with its SHA-256.
    """
    if not rows.codes or not 1 <= len(rows.dimensions) <= MAX_DIMENSIONS:
        raise TableError(f"{len(rows.codes)} rows of {len(rows.dimensions)} dimensions: nothing to make a table of")
    codes, inverse = np.unique(np.array(rows.codes, dtype=np.int64), axis=0, return_inverse=True)
    times = np.bincount(inverse)
    arrays: dict[str, Any] = {
        metric: np.bincount(inverse, weights=np.array(values)) / times for metric, values in rows.metrics.items()
    }
    arrays["options"] = np.array([len(dimension.options) for dimension in rows.dimensions], dtype=np.int32)
    arrays["codes"] = codes.astype(np.uint8 if codes.max() < 256 else np.uint16)
    description: Mapping[str, Any] = {
        "goals": rows.goals,
        "dimensions": [{"name": d.name, "options": list(d.options)} for d in rows.dimensions],
        "origin": {"format": kind, "file": source.name, "sha256": file_digest(source), "measurements": len(inverse)},
    }
    target = folder / name / f"{name}.npz"
    if target.exists():
        raise TableError(f"{target} exists: choose another name, or delete it")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.with_suffix(".json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
    np.savez_compressed(target, allow_pickle=False, **arrays)
    try:
        read_table(target)
    except TableError:
        target.unlink()
        target.with_suffix(".json").unlink()
        raise
    return target


def _identity(value: Scalar) -> tuple[int, float, str]:
    """Sorts values of several types, and tells 1 (and 1.0) from true and "1"."""
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, bool):
        return (1, float(value), "")
    if isinstance(value, int | float):
        return (2, float(value), "")
    return (3, 0.0, value)
