"""Which worker evaluated which trial when, and how it ended."""

import re

from app.db.repositories.analysis import AnalysisRepository, Evaluated
from app.services.figures.figure import Drawn, Figure, FigureRequest, Spec
from app.services.figures.vega import OUTCOMES, chart, count, distinct_looks, layer, listed, named, tip

MAX_TRIALS = 500
MAX_WORKERS = 40
_CLOCK = {
    "milliseconds": "%H:%M:%S.%L",
    "seconds": "%H:%M:%S",
    "minutes": "%H:%M",
    "hours": "%H:%M",
    **dict.fromkeys(("day", "date", "week", "month", "quarter", "year"), "%d %b"),
}
"""Formats of time labels by the unit of their tick. Each label can be understood alone."""


def _draw(request: FigureRequest) -> Drawn:
    found = AnalysisRepository(request.session).evaluated(request.job, limit=MAX_TRIALS)
    if not found:
        return Drawn("No worker has begun a trial yet.")
    workers = list(dict.fromkeys(trial.worker for trial in reversed(found)))
    lanes = sorted(workers[:MAX_WORKERS], key=_naturally)
    shown = [trial for trial in found if trial.worker in set(lanes)]
    tally = {state: sum(trial.state == state for trial in shown) for state in OUTCOMES}
    outcomes = listed([f"{number:,} {OUTCOMES[state].name}" for state, number in tally.items() if number])
    reading = f"The latest {count(len(shown), 'trial')} that {count(len(lanes), 'worker')} began: {outcomes}."
    if len(lanes) < len(workers):
        reading += f" {len(workers) - len(lanes)} other workers are left out."
    return Drawn(reading, _spec(shown, lanes))


def _naturally(name: str) -> list[tuple[int, str]]:
    """A sort key that puts node-2 before node-10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]{1,18})", name)]


def _spec(trials: list[Evaluated], lanes: list[str]) -> Spec:
    """The specification. Bars of running trials end at the latest time of any trial."""
    latest = max(trial.finished_at or trial.started_at for trial in trials)
    place = {worker: i for i, worker in enumerate(lanes)}
    rows = []
    for trial in trials:
        end = trial.finished_at or latest
        rows.append(
            {
                "lane": place[trial.worker],
                "from": round(trial.started_at.timestamp() * 1000),
                "to": round(end.timestamp() * 1000),
                "trial": trial.number,
                "worker": trial.worker,
                "outcome": OUTCOMES[trial.state].name,
                "attempt": trial.attempt,
                "seconds": round((end - trial.started_at).total_seconds(), 1),
            }
        )
    x = {"field": "from", "type": "temporal", "title": None, "axis": {"format": _CLOCK, "labelOverlap": True}}
    y = named("lane")
    present = [look for state, look in OUTCOMES.items() if any(trial.state == state for trial in trials)]
    looks = distinct_looks("outcome", present, "outcome", by=("color", "shape"))
    tips = ("trial", "worker", "outcome", "attempt", "seconds")
    tooltip = [tip(name, name) for name in tips]
    bar = {"type": "bar", "height": {"band": 0.55}, "opacity": 0.55, "minBandSize": 2}
    bars = layer(bar, x=x, x2={"field": "to"}, y=y, color=looks["color"], tooltip=tooltip)
    ends = layer(
        {"type": "point", "filled": True, "size": 45, "opacity": 1},
        x={**x, "field": "to"},
        y=y,
        tooltip=tooltip,
        **looks,
    )
    return chart([bars, ends], rows=rows, height=max(90, 24 * len(lanes)), names=lanes)


TIMELINE = Figure("timeline", "Workers over time", _draw)
