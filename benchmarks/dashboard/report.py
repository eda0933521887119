"""The measurements as Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.dashboard.answers import Answer
from benchmarks.dashboard.sight import Sight
from benchmarks.markdown import table

OURS, OPTUNA = "this dashboard", "optuna-dashboard"
PAINT_TARGET_S, TARGET_TRIALS = 1.0, 100_000


@dataclass(frozen=True, slots=True)
class View:
    """What was looked at: whose dashboard, which of its pages, and how many trials the job or study has."""

    who: str
    page: str
    trials: int


Sights = Mapping[View, Sequence[Sight]]
"""The repeats of every view; none where it never showed its figures."""


def markdown(sights: Sights, answers: Mapping[int, Sequence[Answer]]) -> str:
    return "\n\n".join([_sights(sights), *_ratios(sights), *_target(sights), *_answers(answers)])


def _sights(sights: Sights) -> str:
    rows = []
    for view, repeats in sights.items():
        row = [view.who, view.page, f"{view.trials:,}"]
        if repeats:
            painted, drawn = (f"{median(values):.3g}" for values in _times(repeats))
            rows.append([*row, painted, drawn, f"{median(sight.kilobytes for sight in repeats):,.0f}"])
        else:
            rows.append([*row, "not measured", "not measured", ""])
    return table(["", "page", "trials", "first paint, s", "figures drawn, s", "kB"], rows)


def _ratios(sights: Sights) -> Sequence[str]:
    lines = []
    for trials in sorted({view.trials for view in sights}):
        ours = sights.get(View(OURS, "overview", trials))
        theirs = sights.get(View(OPTUNA, "study", trials))
        if ours and theirs:
            ratio = median(_times(theirs)[1]) / median(_times(ours)[1])
            lines.append(f"- {trials:,} trials: the figures are there {ratio:.3g} times as soon as {OPTUNA}'s.")
    return ["\n".join(lines)] if lines else []


def _target(sights: Sights) -> Sequence[str]:
    """Of the slowest page."""
    ours = {view: repeats for view, repeats in sights.items() if (view.who, view.trials) == (OURS, TARGET_TRIALS)}
    if not ours:
        return []
    painted, page = max((median(_times(repeats)[0]), view.page) for view, repeats in ours.items())
    met = "met" if painted < PAINT_TARGET_S else "missed"
    what = f"First paint with {TARGET_TRIALS:,} trials, of the slowest page ({page})"
    return [f"{what}: {painted:.3g} s (target: below {PAINT_TARGET_S:g} s): {met}."]


def _answers(answers: Mapping[int, Sequence[Answer]]) -> Sequence[str]:
    """One row a path, the sizes of jobs side by side."""
    if not answers:
        return []
    paths = list(dict.fromkeys(answer.path for found in answers.values() for answer in found))
    by_path = {(trials, answer.path): answer for trials, found in answers.items() for answer in found}
    head = ["what the server answers"]
    for trials in answers:
        head += [f"{trials:,} trials, ms", "kB"]
    rows = []
    for path in paths:
        row = [f"`{path}`"]
        for trials in answers:
            answer = by_path.get((trials, path))
            row += [f"{answer.milliseconds:.3g}", f"{answer.kilobytes:.3g}"] if answer else ["", ""]
        rows.append(row)
    return [table(head, rows)]


def _times(repeats: Sequence[Sight]) -> tuple[list[float], list[float]]:
    return [sight.painted_s for sight in repeats], [sight.drawn_s for sight in repeats]
