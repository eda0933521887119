"""The measures as Markdown, shares in per cent."""

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.calibration.cases import HISTORIES, SYNTHETIC
from benchmarks.calibration.measures import CHANCE_EDGES, LEVELS, Reliability, coverage, gap, reliability
from benchmarks.calibration.predictions import Predictions, Results, merged
from benchmarks.markdown import table

TASK_LEVEL = 0.8
"""Of the interval whose coverage is compared between tasks."""


def markdown(results: Results) -> str:
    rows = [_row(group, n, results.tasks(group, n)) for group in results.groups for n in HISTORIES]
    intervals = [f"in {100 * level:.0f} % interval" for level in LEVELS]
    head = ["rounds on", "history", "rounds", *intervals, f"{100 * TASK_LEVEL:.0f} %, by task", "mean gap"]
    scores = table([*head, "chance", "improved", "its error"], rows)
    return f"{scores}\n\n{_chance_table(results)}"


def _row(group: str, history: int, tasks: Sequence[Predictions]) -> list[str]:
    every = merged(tasks)
    covered = [
        f"{100 * share:.1f} ± {100 * error:.1f}" for share, error in (coverage(every.pit, level) for level in LEVELS)
    ]
    per_task = [coverage(task.pit, TASK_LEVEL)[0] for task in tasks]
    spread = f"{100 * min(per_task):.0f} to {100 * max(per_task):.0f}" if len(tasks) > 1 else ""
    row = [group, str(history), f"{len(every.pit):,}", *covered, spread, f"{100 * gap(every.pit):.1f}"]
    chances = [every.chance.mean(), every.improved.mean(), reliability(every.chance, every.improved).error]
    return row + [f"{100 * chance:.1f}" for chance in chances]


def _chance_table(results: Results) -> str:
    """Bins as rows, synthetic functions beside all tables."""
    kinds = {SYNTHETIC: results.pooled(SYNTHETIC), "tables": results.pooled(*results.tables)}
    found = [reliability(p.chance, p.improved) for p in kinds.values()]
    bins = [f"{100 * low:.0f} to {100 * high:.0f}" for low, high in pairwise(CHANCE_EDGES)]
    head = ["predicted chance", *(f"{kind}: {what}" for kind in kinds for what in ("candidates", "mean", "improved"))]
    return table(head, [[name, *(cell for r in found for cell in _cells(r, b))] for b, name in enumerate(bins)])


def _cells(found: Reliability, number: int) -> list[str]:
    count = int(found.counts[number])
    shares = [f"{100 * values[number]:.1f}" if count else "" for values in (found.predicted, found.observed)]
    return [f"{count:,}", *shares]
