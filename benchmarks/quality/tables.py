"""Complete tables of measured architectures as search tasks: a space, a searched metric, a reported one.

A folder holds the tables; their format is in `training/tables/table.py`. `ofa_mbv3` is no task: its 2,223 samples of
3^45 architectures come from searches, and a method that proposes anything else could not be answered.
"""

import os
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.dimension import categorical, ordinal
from app.domain.goal import Goal, sign
from app.domain.search_space import Clause, SearchSpace
from training.tables.table import Table, TableError, read_table

TABLES = Path(os.environ.get("LMSEARCHER_TABLES", Path(__file__).parents[3] / "shared" / "data"))
"""The default folder of tables."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a task's numbers are. report: metric of the winner, if any. ordered: positions whose options have an order.

    log: a heavy-tailed loss, whose regret is measured in the logarithm (the search still sees the loss itself).
    fixed: options of the first positions; the space is what is left. development: the rankers were chosen with an eye
    on this task, so it proves little about them.
    """

    table: str
    metric: str
    goal: Goal = "maximize"
    report: str | None = None
    ordered: tuple[int, ...] = ()
    log: bool = False
    fixed: tuple[int, ...] = ()
    development: bool = False


def _sources() -> dict[str, Source]:
    sources = {
        f"nasbench201/{data}": Source(
            "nasbench201/nasbench201",
            f"{data}_valid_acc",
            report=f"{data}_test_acc",
            development=data == "cifar10",
        )
        for data in ("cifar10", "cifar100", "imagenet16_120")
    }
    sources["nasbench_macro/cifar10"] = Source("nasbench_macro/nasbench_macro", "cifar10_test_acc")
    for data in ("cora", "citeseer", "pubmed", "cs", "physics", "photo", "computers", "arxiv"):
        sources[f"nasbench_graph/{data}"] = Source(
            "nasbench_graph/nasbench_graph", f"{data}_valid", report=f"{data}_test", development=True
        )
    sources["nasbench_graph/proteins"] = Source(
        "nasbench_graph/nasbench_graph_proteins", "proteins_valid", report="proteins_test"
    )
    for data in ("australian", "blood_transfusion", "car", "credit_g", "kc1", "phoneme", "segment", "vehicle"):
        sources[f"hpobench_mlp/{data}"] = Source(
            "hpobench_mlp/hpobench_mlp", f"{data}_val_acc", ordered=(0, 1, 2, 3, 4)
        )
    for data in ("naval_propulsion", "parkinsons_telemonitoring", "protein_structure", "slice_localization"):
        sources[f"hpolib_fcnet/{data}"] = Source(
            "hpolib_fcnet/hpolib_fcnet",
            f"{data}_val_loss",
            goal="minimize",
            ordered=(2, 3, 4, 5, 7, 8),
            log=True,
        )
    for m, model in enumerate(("bert", "roberta")):
        for d, data in enumerate(("sst2", "mrpc", "qnli", "rte")):
            sources[f"lora_rank_glue/{model}_{data}"] = Source(
                "lora_rank_glue/lora_rank_glue", "accuracy", ordered=(0, 1), fixed=(m, d)
            )
    return sources


SOURCES = _sources()


class TableMissingError(Exception):
    """The table is not in the folder, or is not a complete table in the format above."""


@dataclass(frozen=True)
class Task:
    """values, reported: metric of every code of the space in lexicographic order, NaN where none is allowed."""

    name: str
    space: SearchSpace
    goal: Goal
    values: Values
    reported: Values | None = None
    log: bool = False

    @property
    def size(self) -> int:
        """Architectures that may be evaluated."""
        return int(np.isfinite(self.values).sum())

    def row(self, point: tuple[int, ...]) -> int:
        """The code's number in lexicographic order."""
        return int(np.ravel_multi_index(point, self.space.option_counts))

    def value(self, point: tuple[int, ...]) -> float:
        """The searched metric, in its own unit and direction."""
        return float(self.values[self.row(point)])

    def gains(self, rows: NDArray[np.int64]) -> Values:
        """The searched metric on the scale of its regret, higher is better."""
        values = np.log(self.values[rows]) if self.log else self.values[rows]
        return sign(self.goal) * values

    @cached_property
    def best_and_median(self) -> tuple[float, float]:
        """Of the whole table, higher is better."""
        everything = self.gains(np.flatnonzero(np.isfinite(self.values)))
        return float(everything.max()), float(np.median(everything))


@lru_cache(maxsize=64)
def load_task(name: str, folder: Path) -> Task:
    """A task of SOURCES from a folder of tables. Raises TableMissingError."""
    source = SOURCES[name]
    path = folder / f"{source.table}.npz"
    table = _part(_read(path), source.fixed)
    counts = tuple(table.options.tolist())
    number = np.ravel_multi_index(tuple(table.codes.T), counts)
    row_of = table.full_row
    if row_of is None:
        if len(table) != np.prod(counts):
            raise TableMissingError(f"{path} does not hold every architecture of its space once")
        row_of = np.argsort(number)
    allowed = row_of >= 0
    values = np.where(allowed, table.metrics[source.metric][row_of], np.nan)
    reported = None if source.report is None else np.where(allowed, table.metrics[source.report][row_of], np.nan)
    space = replace(_space(counts, source.ordered), forbidden=_forbidden(counts, np.flatnonzero(~allowed), path))
    return Task(name, space, source.goal, values, reported, source.log)


@lru_cache(maxsize=4)
def _read(path: Path) -> Table:
    try:
        return read_table(path)
    except TableError as error:
        raise TableMissingError(
            f"{error}: give a folder of complete benchmark tables by --tables or LMSEARCHER_TABLES"
        ) from None


def _part(table: Table, fixed: tuple[int, ...]) -> Table:
    """The rows with these options at the first positions, which are cut off."""
    if not fixed:
        return table
    kept = (table.codes[:, : len(fixed)] == fixed).all(axis=1)
    metrics = {name: values[kept] for name, values in table.metrics.items()}
    return replace(table, options=table.options[len(fixed) :], codes=table.codes[kept, len(fixed) :], metrics=metrics)


def _forbidden(counts: tuple[int, ...], numbers: NDArray[np.int64], path: Path) -> tuple[Clause, ...]:
    """The one combination that these codes, and no others, have in common; none for no codes."""
    if not len(numbers):
        return ()
    codes = np.stack(np.unravel_index(numbers, counts), axis=1)
    common = [d for d in range(len(counts)) if len(set(codes[:, d].tolist())) == 1]
    if len(numbers) != np.prod([count for d, count in enumerate(counts) if d not in common]):
        raise TableMissingError(f"{path}: its missing architectures are not one forbidden combination")
    return (tuple((d, frozenset({int(codes[0, d])})) for d in common),)


def _space(counts: tuple[int, ...], ordered: tuple[int, ...]) -> SearchSpace:
    return SearchSpace(
        tuple(
            (ordinal if position in ordered else categorical)(f"p{position}", list(range(count)))
            for position, count in enumerate(counts)
        )
    )
