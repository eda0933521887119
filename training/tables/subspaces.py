"""Pruning-based subspace sampling (LM-Searcher, section 3.3).

Every position and every option is pruned with probability 1/2. A pruned position disappears from the code; in the table
it is fixed to one option, drawn uniformly. The options that stay are re-indexed from 0 in their order. A position that
loses all its options counts as pruned; one that keeps a single option stays, as a digit that is always 0. Subspaces
with fewer measured architectures than are needed are drawn again.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.domain.goal import sign
from training.tables.table import Codes, Table
from training.tables.table_space import TableSpace

SMALLEST = 100
"""Architectures of a subspace, as published: 100 to 200 are drawn from each."""
LARGEST_GRID = 2**24
_BATCH, _BATCHES = 2_048, 100


class TooSmallError(Exception):
    """The table has no subspace of SMALLEST measured architectures, or too few were found."""


@dataclass(frozen=True, slots=True)
class Pruning:
    """Which positions and options stay."""

    kept: NDArray[np.bool_]
    """The positions that stay, [positions]."""
    options: NDArray[np.bool_]
    """The options that stay, [positions, most options]."""
    fixed: Codes
    """The options of the pruned positions, int64 [positions]."""

    def digest(self, source: str) -> str:
        """16 hexadecimal digits: equal for equal subspaces of one source."""
        parts = (self.kept, self.options & self.kept[:, None], np.where(self.kept, 0, self.fixed))
        content = source.encode() + b"\0" + b"\0".join(part.tobytes() for part in parts)
        return hashlib.sha256(content).hexdigest()[:16]


def draw_prunings(
    counts: Codes, n: int, rng: np.random.Generator
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Codes]:
    """n prunings of a space with these option counts [L]: kept [n, L], options [n, L, most], fixed [n, L]."""
    shape = (n, len(counts), int(counts.max()))
    options = (rng.random(shape) < 0.5) & (np.arange(shape[2]) < counts[:, None])
    kept = (rng.random(shape[:2]) < 0.5) & options.any(axis=2)
    return kept, options, rng.integers(0, counts, shape[:2])


class TableSource:
    """A metric of a table, to draw subspaces from. Raises TooSmallError if the table has fewer than SMALLEST rows."""

    def __init__(self, table: Table, metric: str) -> None:
        if len(table) < SMALLEST:
            raise TooSmallError(f"table {table.name} has {len(table)} architectures, at least {SMALLEST} are needed")
        self.name = f"{table.name}/{metric}"
        self._options, self._codes = table.options, table.codes
        self._scores = table.metrics[metric] * sign(table.goals[metric])
        self._row_of = _rows_of_all_codes(table)

    @cached_property
    def whole(self) -> TableSpace:
        """The table itself, unpruned."""
        everything = np.ones((len(self._options), int(self._options.max())), dtype=bool)
        return self._cut(Pruning(np.ones(len(self._options), dtype=bool), everything, np.zeros_like(self._options)))

    def draw(self, rng: np.random.Generator, *, smallest: int = SMALLEST) -> tuple[TableSpace, Pruning]:
        """A subspace of at least `smallest` measured architectures. Raises TooSmallError if none is found."""
        for _ in range(_BATCHES):
            for pruning in self._promising(rng, smallest):
                space = self._cut(pruning)
                if space.size >= smallest:
                    return space, pruning
        raise TooSmallError(
            f"{self.name}: no pruned subspace of {smallest} measured architectures in {_BATCHES} x {_BATCH}"
        )

    def _promising(self, rng: np.random.Generator, smallest: int) -> list[Pruning]:
        """Of many prunings those that leave enough codes, in the order drawn; a few, to bound the work."""
        kept, options, fixed = draw_prunings(self._options, _BATCH, rng)
        logs = np.where(kept, np.log(np.maximum(options.sum(axis=2), 1)), 0.0).sum(axis=1)
        large = np.flatnonzero(logs >= np.log(smallest) - 1e-9)[:32]
        return [Pruning(kept[i], options[i], fixed[i]) for i in large]

    def _cut(self, pruning: Pruning) -> TableSpace:
        chosen = [np.flatnonzero(row[:n]) for row, n in zip(pruning.options, self._options, strict=True)]
        counts = np.array([len(c) for c, kept in zip(chosen, pruning.kept, strict=True) if kept], dtype=np.int64)
        if self._row_of is None:
            return self._cut_rows(pruning, counts)
        strides = np.append(np.cumprod(self._options[:0:-1])[::-1], 1)
        numbers = np.array([int(strides[~pruning.kept] @ pruning.fixed[~pruning.kept])])
        for position in np.flatnonzero(pruning.kept):
            numbers = (numbers[:, None] + strides[position] * chosen[position]).ravel()
        rows = self._row_of[numbers]
        points = np.stack(np.unravel_index(np.flatnonzero(rows >= 0), counts), axis=1)
        return TableSpace(counts, points, self._scores[rows[rows >= 0]])

    def _cut_rows(self, pruning: Pruning, counts: Codes) -> TableSpace:
        """Of an incomplete table: the rows that lie in the subspace."""
        allowed = np.where(
            pruning.kept[:, None], pruning.options, np.eye(pruning.options.shape[1], dtype=bool)[pruning.fixed]
        )
        rows = np.flatnonzero(allowed[np.arange(len(self._options)), self._codes].all(axis=1))
        renumbered = np.cumsum(pruning.options, axis=1) - 1
        points = renumbered[np.arange(len(self._options)), self._codes[rows]][:, pruning.kept]
        return TableSpace(counts, points, self._scores[rows])


def _rows_of_all_codes(table: Table) -> Codes | None:
    """Row by the number of a code in lexicographic order, -1 where there is none; None if the table is incomplete."""
    if table.full_row is not None:
        return table.full_row
    size = float(np.prod(table.options.astype(np.float64)))
    if size > LARGEST_GRID or size != len(table):
        return None
    row_of = np.empty(len(table), dtype=np.int64)
    row_of[np.ravel_multi_index(tuple(table.codes.T), tuple(table.options.tolist()))] = np.arange(len(table))
    return row_of
