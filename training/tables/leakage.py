"""Whether a table to train on repeats one that is held out for evaluation, perhaps under another name."""

from collections.abc import Mapping, Set
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from training.tables.table import Table, Values, read_table

RANK_CORRELATION = 0.99
"""Two metrics whose scores on common architectures correlate at least so much count as the same measurement."""
_COMMON = 50


class LeakageError(Exception):
    """A table to train on is held out for evaluation, or repeats one that is; the message names both."""


def refuse_held_out(found: Mapping[str, Path], sources: Set[str], held_out: Set[str]) -> None:
    """Raises LeakageError if a source is held out, by name or by its content; TableError.

    Args:
        found: The files of all tables, by name.
        sources: Names of the tables to train on.
        held_out: Names of the tables to evaluate on.
    """
    if both := sources & held_out:
        raise LeakageError(f"table {min(both)} is held out and a source: exclude it")
    evaluation = [read_table(found[name]) for name in sorted(held_out)]
    for name in sorted(sources) if evaluation else ():
        source = read_table(found[name])
        for table in evaluation:
            if faults := leaks(source, table):
                raise LeakageError(f"table {name} repeats the held-out table {table.name}: {faults[0]}; exclude it")


def leaks(source: Table, held_out: Table) -> list[str]:
    """What the two have in common, one line a pair of metrics; empty if nothing.

    Two metrics coincide if their sorted scores are equal (whatever the codes: this finds relabelled and reordered
    copies), or if on at least 50 architectures of equal codes and options they are equal or rank alike.
    """
    left, right = _common_rows(source, held_out)
    found = []
    for a in source.goals:
        for b in held_out.goals:
            mine, theirs = source.metrics[a], held_out.metrics[b]
            if (reason := _same_scores(mine, theirs) or _same_order(mine[left], theirs[right])) is not None:
                found.append(f"{source.name}/{a} and {held_out.name}/{b} have {reason}")
    return found


def _common_rows(source: Table, held_out: Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row numbers in both of the architectures that both hold."""
    if source.options.tolist() != held_out.options.tolist():
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing
    rows = {code.tobytes(): i for i, code in enumerate(np.ascontiguousarray(held_out.codes))}
    pairs = [(i, rows.get(code.tobytes(), -1)) for i, code in enumerate(np.ascontiguousarray(source.codes))]
    common = np.array([pair for pair in pairs if pair[1] >= 0], dtype=np.int64).reshape(-1, 2)
    return common[:, 0], common[:, 1]


def _same_scores(mine: Values, theirs: Values) -> str | None:
    if len(mine) != len(theirs) or mine.std() == 0:
        return None
    same = (np.sort(mine.astype(np.float32)) == np.sort(theirs.astype(np.float32))).all()
    return "the same scores" if same else None


def _same_order(mine: Values, theirs: Values) -> str | None:
    if len(mine) < _COMMON or mine.std() == 0 or theirs.std() == 0:
        return None
    correlation = float(spearmanr(mine, theirs).statistic)
    if correlation < RANK_CORRELATION:
        return None
    return f"a rank correlation of {correlation:.4f} on {len(mine)} common architectures"
