"""How reliably and how fast rounds are ranked."""

from app.services.figures.figure import Drawn, Figure, FigureRequest
from app.services.figures.vega import (
    POINT,
    ROUNDS,
    VERMILION,
    chart,
    count,
    distinct_looks,
    layer,
    level,
    milliseconds,
    number,
    proportion,
    proportion_tip,
    share,
    source_look,
    tip,
    whole,
)
from app.services.rounds.analysis import stretches, timings, totals

NOTHING = "No round has been ranked yet."
LEAST_MS = 0.001
"""The lower end of the logarithmic axis; shorter times are drawn there."""


def _draw_fallback(request: FigureRequest) -> Drawn:
    found = stretches(request.session, request.job)
    if not found:
        return Drawn(NOTHING)
    rounds, fallbacks = sum(s.rounds for s in found), sum(s.fallbacks for s in found)
    reading = f"The fallback decided {fallbacks:,} of {count(rounds, 'round')} ({share(fallbacks / rounds)})."
    if not fallbacks:
        return Drawn(reading)
    rows = [
        {"first": s.first, "end": s.last + 1, "last": s.last, "share": s.fallbacks / s.rounds, "n": s.fallbacks}
        for s in found
    ]
    tooltip = [
        tip("first", "from round"),
        tip("last", "to round"),
        tip("n", "fallbacks"),
        proportion_tip("share", "share"),
    ]
    bar = {"type": "bar", "color": VERMILION}
    x, y = whole("first", "round"), proportion("share", "decided by the fallback")
    return Drawn(reading, chart([layer(bar, rows, x=x, x2={"field": "end"}, y=y, tooltip=tooltip)]))


def _draw_latency(request: FigureRequest) -> Drawn:
    found = timings(request.session, request.job)
    total = totals(request.session, request.job)
    if not found or total.median_ms is None or total.worst_ms is None:
        return Drawn(NOTHING)
    reading = (
        f"A ranking took {milliseconds(total.median_ms)} (median of {count(total.ranked, 'round')}), "
        f"{milliseconds(total.worst_ms)} at worst."
    )
    if len(found) < total.ranked:
        reading += f" {len(found):,} rounds, evenly spaced, are drawn."
    rows = [
        {"round": t.number, "ms": max(t.milliseconds, LEAST_MS), "source": source_look(t.source).name} for t in found
    ]
    y = number("ms", "milliseconds", scale={"type": "log"})
    tooltip = [tip("round", "round"), number("ms", "milliseconds", format=".3~g"), tip("source", "decided by")]
    looks = distinct_looks("source", [source_look(t.source) for t in found], "decided by", by=("color", "shape"))
    points = layer(POINT, rows, x=ROUNDS, y=y, tooltip=tooltip, **looks)
    return Drawn(reading, chart([points, *level(max(total.median_ms, LEAST_MS), "median", y)]))


FALLBACK = Figure("ranker-fallback", "Rounds decided by the fallback", _draw_fallback)
LATENCY = Figure("ranker-latency", "Time of rankings", _draw_latency)
