"""Results as Markdown."""

from collections.abc import Iterable

import numpy as np

from benchmarks.markdown import table
from benchmarks.quality.comparison import Comparison, compare
from benchmarks.quality.methods import METHODS
from benchmarks.quality.regret import mean_ranks
from benchmarks.quality.results import Results
from benchmarks.quality.tables import SOURCES, Values

OURS = ("auto", "compact", "surrogate")
"""The methods whose differences from all others are shown, where they take part; else the last method's."""


def markdown(results: Results) -> str:
    """Regret, differences, regret by table, winners."""
    return "\n\n".join([_regret_table(results), *_parts(results), *_winner_table(results), _comparison(results)])


def _regret_table(results: Results) -> str:
    checkpoints = results.checkpoints
    ends = (checkpoints[0], checkpoints[-1])
    head = ["method", "seeds", *(f"mean regret @{n}" for n in checkpoints)]
    head += [f"mean place @{n}" for n in checkpoints] + [f"ms a proposal @{n}" for n in ends]
    places = [
        mean_ranks(np.stack([results.at(m, n).mean(axis=1) for m in results.methods], axis=1).tolist())
        for n in checkpoints
    ]
    body = []
    for i, method in enumerate(results.methods):
        row = [METHODS[method].label, str(results.seeds(method))]
        row += [_spread(results.at(method, n).mean(axis=0), digits=4) for n in checkpoints]
        row += [f"{place[i]:.1f}" for place in places]
        row += [f"{results.milliseconds(method, n):.3g}" for n in ends]
        body.append(row)
    count = f"{len(results.tasks)} tasks" if len(results.tasks) > 1 else "1 task"
    return f"{count}; every mean is over the seeds that the method has.\n\n{table(head, body)}"


def _parts(results: Results) -> Iterable[str]:
    """Mean regret by table, and over the tasks that no ranker was chosen on; nothing for a single table."""
    tables = list(dict.fromkeys(task.split("/")[0] for task in results.tasks))
    if len(tables) < 2:
        return
    parts = {name: [t for t, task in enumerate(results.tasks) if task.split("/")[0] == name] for name in tables}
    parts["not in development"] = [t for t, task in enumerate(results.tasks) if not SOURCES[task].development]
    head = ["mean regret @" + " / @".join(map(str, results.checkpoints))]
    head += [f"{name} ({len(rows)})" for name, rows in parts.items()]
    body = [
        [
            METHODS[method].label,
            *(
                " / ".join(f"{results.at(method, n)[rows].mean():.3f}" for n in results.checkpoints)
                for rows in parts.values()
            ),
        ]
        for method in results.methods
    ]
    yield table(head, body)


def _winner_table(results: Results) -> Iterable[str]:
    shown = [t for t in range(len(results.tasks)) if all(np.isfinite(r[t]).all() for r in results.reported.values())]
    if shown:
        head = ["test of the best by validation", *(results.tasks[t] for t in shown)]
        yield table(
            head,
            [
                [METHODS[m].label, *(_spread(values[t], digits=2 if values[t].mean() > 1 else 4) for t in shown)]
                for m, values in results.reported.items()
            ],
        )


def _comparison(results: Results) -> str:
    last = results.checkpoints[-1]
    head = ["", "against", "seeds", *(f"difference @{n}" for n in results.checkpoints), f"wins / losses @{last}"]
    body = []
    for first in [m for m in OURS if m in results.methods] or results.methods[-1:]:
        for second in (m for m in results.methods if m != first):
            seeds = min(results.seeds(first), results.seeds(second))
            pairs = [
                compare(results.at(first, n)[:, :seeds], results.at(second, n)[:, :seeds]) for n in results.checkpoints
            ]
            row = [METHODS[first].label, METHODS[second].label, str(seeds)]
            row += [_interval(p) if seeds > 1 else f"{p.difference:+.4f}" for p in pairs]
            body.append([*row, f"{pairs[-1].wins} / {pairs[-1].losses} of {pairs[-1].searches}"])
    note = (
        "Difference of mean regret on the seeds that both have, negative is better; 95 % interval (paired bootstrap)."
    )
    return f"{note}\n\n{table(head, body)}"


def task_table(sizes: dict[str, int]) -> str:
    """The tasks: size of space, metrics, and whether the rankers were chosen with an eye on it."""
    head = ["task", "architectures", "searched", "reported", "used in development"]
    body = [
        [name, f"{size:,}", source.metric, source.report or "", "yes" if source.development else "no"]
        for name, size in sizes.items()
        for source in [SOURCES[name]]
    ]
    return table(head, body)


def _interval(pair: Comparison) -> str:
    return f"{pair.difference:+.4f} [{pair.low:+.4f}, {pair.high:+.4f}]"


def _spread(per_seed: Values, *, digits: int) -> str:
    """Mean ± standard deviation over seeds; of one seed the value alone."""
    if len(per_seed) == 1:
        return f"{per_seed[0]:.{digits}f}"
    return f"{per_seed.mean():.{digits}f} ± {per_seed.std(ddof=1):.{digits}f}"
