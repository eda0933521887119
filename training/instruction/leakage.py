"""Whether a table to train on is one that is kept for evaluation, under another name perhaps."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from training.tables.table import Table, Values

RANK_CORRELATION = 0.99
"""Of scores on common architectures: from here on two metrics count as the same measurement."""
_COMMON = 50


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
