"""Complete tables of measured architectures as search tasks: a space, a searched metric, a reported one.

A folder holds one `<table>/<table>.npz` a space: `options` int [positions], `codes` int [rows, positions], and one
float array [rows] a metric.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.dimension import categorical, ordinal
from app.domain.history import Goal
from app.domain.search_space import SearchSpace

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a task's numbers are. report: metric of the winner, if any. ordered: positions whose options have an order.

    log: a heavy-tailed loss, whose regret is measured in the logarithm (the search still sees the loss itself).
    """

    table: str
    metric: str
    goal: Goal = "maximize"
    report: str | None = None
    ordered: tuple[int, ...] = ()
    log: bool = False


def _sources() -> dict[str, Source]:
    sources = {
        f"nasbench201/{data}": Source("nasbench201", f"{data}_valid_acc", report=f"{data}_test_acc")
        for data in ("cifar10", "cifar100", "imagenet16_120")
    }
    sources["nasbench_macro/cifar10"] = Source("nasbench_macro", "cifar10_test_acc")
    for data in ("australian", "blood_transfusion", "car", "credit_g", "kc1", "phoneme", "segment", "vehicle"):
        sources[f"hpobench_mlp/{data}"] = Source("hpobench_mlp", f"{data}_val_acc", ordered=(0, 1, 2, 3, 4))
    for data in ("naval_propulsion", "parkinsons_telemonitoring", "protein_structure", "slice_localization"):
        sources[f"hpolib_fcnet/{data}"] = Source(
            "hpolib_fcnet", f"{data}_val_loss", goal="minimize", ordered=(2, 3, 4, 5, 7, 8), log=True
        )
    return sources


SOURCES = _sources()


class TableMissingError(Exception):
    """The table is not in the folder, or is not a complete table in the format above."""


@dataclass(frozen=True)
class Task:
    """values, reported: metric of every architecture of the space, in lexicographic order of its codes."""

    name: str
    space: SearchSpace
    goal: Goal
    values: Values
    reported: Values | None = None
    log: bool = False

    def row(self, point: tuple[int, ...]) -> int:
        """The architecture's number in lexicographic order."""
        return int(np.ravel_multi_index(point, self.space.option_counts))

    def value(self, point: tuple[int, ...]) -> float:
        """The searched metric, in its own unit and direction."""
        return float(self.values[self.row(point)])

    def gains(self, rows: NDArray[np.int64]) -> Values:
        """The searched metric on the scale of its regret, higher is better."""
        values = np.log(self.values[rows]) if self.log else self.values[rows]
        return values if self.goal == "maximize" else -values

    @cached_property
    def best_and_median(self) -> tuple[float, float]:
        """Of the whole table, higher is better."""
        everything = self.gains(np.arange(len(self.values)))
        return float(everything.max()), float(np.median(everything))


def load_task(name: str, folder: Path) -> Task:
    """A task of SOURCES from a folder of tables. Raises TableMissingError."""
    source = SOURCES[name]
    path = folder / source.table / f"{source.table}.npz"
    if not path.is_file():
        raise TableMissingError(
            f"no table at {path}: give a folder of benchmark tables by --tables or LMSEARCHER_TABLES"
        )
    with np.load(path) as arrays:
        counts = tuple(int(n) for n in arrays["options"])
        rows = np.ravel_multi_index(tuple(arrays["codes"].T.astype(np.int64)), counts)
        if len(rows) != np.prod(counts) or len(np.unique(rows)) != len(rows):
            raise TableMissingError(f"{path} does not hold every architecture of its space once")
        in_order = np.argsort(rows)
        values = arrays[source.metric].astype(np.float64)[in_order]
        reported = None if source.report is None else arrays[source.report].astype(np.float64)[in_order]
    return Task(name, _space(counts, source.ordered), source.goal, values, reported, source.log)


def _space(counts: tuple[int, ...], ordered: tuple[int, ...]) -> SearchSpace:
    return SearchSpace(
        tuple(
            (ordinal if position in ordered else categorical)(f"p{position}", list(range(count)))
            for position, count in enumerate(counts)
        )
    )
