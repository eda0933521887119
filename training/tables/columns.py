"""Tables of one row an architecture with named columns: exports of NAS-Bench-101, NAS-Bench-301 and the like.

Nested values (adjacency matrices, lists of operations) are flattened into columns of their own. What an architecture
lacks is an option too (null), so that graphs of different sizes fit into one table.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.domain.goal import Goal
from training.tables.assembly import Rows, encode, infer_options
from training.tables.records import Record, number, read_records
from training.tables.table import TableError


def import_columns(source: Path, *, metrics: Mapping[str, Goal], dimensions: Sequence[str] = ()) -> Rows:
    """The rows of a file. Rows without all metrics are left out, and so are columns of a single value.

    Args:
        source: The file.
        metrics: Directions by column.
        dimensions: Columns, or the beginnings of flattened ones; empty for all that are no metric.

    Raises:
        TableError: The file cannot be read, or lacks a column.
    """
    records = read_records(source)
    names = list(dict.fromkeys(name for record in records for name in record))
    if missing := metrics.keys() - set(names):
        raise TableError(f"{source}: no column {min(missing)!r}; there are {', '.join(names[:20])}")
    complete = [record for record in records if all(number(record.get(name)) is not None for name in metrics)]
    chosen = _chosen(source, [name for name in names if name not in metrics], dimensions)
    columns = {name: [record.get(name) for record in complete] for name in chosen}
    found = [infer_options(name, values) for name, values in columns.items()]
    varied = [dimension for dimension in found if len(dimension.options) > 1]
    codes = encode(varied, [columns[dimension.name] for dimension in varied])
    return Rows(varied, codes, {name: _values(complete, name) for name in metrics}, dict(metrics))


def _chosen(source: Path, names: Sequence[str], prefixes: Sequence[str]) -> list[str]:
    chosen = []
    for prefix in prefixes:
        hits = [name for name in names if name == prefix or name.startswith(f"{prefix}_")]
        if not hits:
            raise TableError(f"{source}: no column {prefix!r}; there are {', '.join(names[:20])}")
        chosen += hits
    return list(dict.fromkeys(chosen)) if prefixes else list(names)


def _values(records: Sequence[Record], name: str) -> list[float]:
    return [value for record in records if (value := number(record[name])) is not None]
