"""The ranker's first candidate compared with the surrogate's, on the same pools."""

from collections.abc import Sequence

from app.domain.analysis.regret import MIN_ROUNDS, Regret, RoundComparison
from app.services.figures.figure import Drawn, Figure, FigureRequest, Spec
from app.services.figures.vega import (
    BLUE,
    ROUNDS,
    VERMILION,
    Look,
    chart,
    count,
    distinct_looks,
    layer,
    proportion,
    proportion_tip,
    score,
    share,
    tip,
)
from app.services.rounds.analysis import REPLAYED, regret

AGREED = Look("the surrogate's too", BLUE, "circle")
DIFFERED = Look("another", VERMILION, "triangle-up")


def _draw(request: FigureRequest) -> Drawn:
    if request.job.strategy["ranker"] == "surrogate":
        return Drawn("This job is ranked by the surrogate itself: there is nothing to compare it with.")
    found = regret(request.session, request.job)
    if found.total is None:
        return Drawn("The ranker has not decided a round yet.")
    return Drawn(_reading(request.job.metric, found.total, requested=found.requested), _spec(found.comparisons))


def _reading(metric: str, total: Regret, *, requested: int) -> str:
    text = (
        f"In {total.agreed} of {count(total.rounds, 'round')} that the surrogate ranked again, both picked the same "
        f"first. The surrogate put the ranker's pick above {share(total.percentile)} of the others (median). "
    )
    if total.difference is None or total.low is None or total.high is None:
        text += (
            f"In {count(total.compared, 'round')} the picks differ and both were evaluated: too few to say which is "
            f"better ({MIN_ROUNDS} are needed)."
        )
    else:
        better = "better" if total.difference >= 0 else "worse"
        text += (
            f"Where the picks differ and both were evaluated ({count(total.compared, 'round')}), the ranker's was "
            f"{better} by {score(abs(total.difference))} {metric} on average (95 % interval of its lead: "
            f"{score(total.low)} to {score(total.high)}); the surrogate's pick was evaluated there because the ranker "
            "chose it later."
        )
    return (
        text
        if total.rounds == requested
        else f"{text} Only {total.rounds} of {requested} rounds could be compared in the time allowed."
    )


def _spec(comparisons: Sequence[RoundComparison]) -> Spec:
    rows = [
        {
            "round": d.number,
            "percentile": d.percentile,
            "pick": (AGREED if d.agreed else DIFFERED).name,
            "lead": "not known" if d.difference is None else score(d.difference),
        }
        for d in comparisons
    ]
    tooltip = [
        tip("round", "round"),
        proportion_tip("percentile", "pool below it, by the surrogate"),
        tip("pick", "the ranker's pick is"),
        tip("lead", "true score, its lead"),
    ]
    y = proportion("percentile", "pool below the ranker's pick")
    looks = distinct_looks("pick", [AGREED, DIFFERED], "the ranker's pick is", by=("color", "shape"))
    point = {"type": "point", "filled": True, "size": 90}
    return chart([layer(point, rows, x=ROUNDS, y=y, tooltip=tooltip, **looks)])


REGRET = Figure("ranker-regret", f"The ranker's pick in the surrogate's order, in up to {REPLAYED} rounds", _draw)
