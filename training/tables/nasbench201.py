"""NAS-Bench-201 and NATS-Bench as CSV or JSON: an architecture string, and accuracies.

Cells of the topology space are `|nor_conv_3x3~0|+|none~0|skip_connect~1|+|...|`, networks of the size space
`64:32:16:8:24`. The benchmarks' own files (`.pth`, folders of `.pickle.pbz2`) are pickled objects of several gigabytes,
which run code when they are read: they are not, export them with the benchmark's own package first.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from app.domain.goal import Goal
from training.tables.assembly import Dimension, Rows, encode
from training.tables.description import guess_goal
from training.tables.records import Record, Scalar, number, read_records
from training.tables.table import TableError

OPERATIONS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
EDGES = ("0_1", "0_2", "1_2", "0_3", "1_3", "2_3")
"""From which node to which, in the order of the string."""
CHANNELS = (8, 16, 24, 32, 40, 48, 56, 64)
_OPERATION = r"([a-z0-9_]{1,40})"
_CELL = re.compile(
    rf"\|{_OPERATION}~0\|\+\|{_OPERATION}~0\|{_OPERATION}~1\|\+\|{_OPERATION}~0\|{_OPERATION}~1\|{_OPERATION}~2\|"
)
_SIZE = re.compile(r"(\d{1,3}):(\d{1,3}):(\d{1,3}):(\d{1,3}):(\d{1,3})")

TOPOLOGY = [Dimension(f"edge_{edge}", OPERATIONS) for edge in EDGES]
SIZE = [Dimension(f"channels_{i}", CHANNELS) for i in range(5)]


def import_nasbench201(source: Path, *, metrics: Mapping[str, Goal]) -> Rows:
    """The rows of a file. Rows without all metrics are left out. Raises TableError.

    `metrics` are directions by column; empty for all columns whose name implies one.
    """
    records = read_records(source)
    column, dimensions = _architecture_column(source, records[0])
    goals = dict(metrics) or {
        name: goal
        for name, value in records[0].items()
        if number(value) is not None and (goal := guess_goal(name)) is not None
    }
    if not goals or goals.keys() - records[0].keys():
        raise TableError(f"{source}: name metrics that are columns; there are {', '.join(list(records[0])[:20])}")
    rows = Rows(dimensions, metrics={name: [] for name in goals}, goals=goals)
    architectures: list[tuple[Scalar, ...]] = []
    for i, record in enumerate(records):
        values = {name: number(record.get(name)) for name in goals}
        if (architecture := _parse(record.get(column), dimensions)) is None:
            raise TableError(f"{source}: row {i} has the architecture {str(record.get(column))[:200]!r}")
        if any(value is None for value in values.values()):
            continue
        architectures.append(architecture)
        for name, value in values.items():
            rows.metrics[name].append(value or 0.0)
    rows.codes = encode(dimensions, list(zip(*architectures, strict=True))) if architectures else []
    return rows


def _architecture_column(source: Path, record: Record) -> tuple[str, list[Dimension]]:
    for dimensions in (TOPOLOGY, SIZE):
        for name, value in record.items():
            if _parse(value, dimensions) is not None:
                return name, dimensions
    raise TableError(f"{source}: no column holds architectures like |nor_conv_3x3~0|+|... or 64:32:16:8:24")


def _parse(value: Scalar, dimensions: list[Dimension]) -> tuple[Scalar, ...] | None:
    """The options of an architecture string, or None."""
    if not isinstance(value, str) or len(value) > 500:
        return None
    if dimensions is TOPOLOGY:
        match = _CELL.fullmatch(value)
        options: tuple[Scalar, ...] = match.groups() if match else ()
    else:
        match = _SIZE.fullmatch(value)
        options = tuple(int(part) for part in match.groups()) if match else ()
    known = bool(options) and all(o in d.options for o, d in zip(options, dimensions, strict=True))
    return options if known else None
