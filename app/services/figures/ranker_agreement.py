"""How well the ranker's order agrees with the true order, by round and by predicted percentile."""

from collections.abc import Mapping, Sequence

from app.domain.analysis.agreement import Bin, Correlation, Estimate, Pooled
from app.services.figures.figure import Drawn, Figure, FigureRequest, Spec
from app.services.figures.vega import (
    BLUE,
    ROUNDS,
    chart,
    count,
    layer,
    level,
    number,
    proportion,
    proportion_tip,
    share,
    signed,
    tip,
)
from app.services.rounds.analysis import Agreement, agreement

NOTHING = "Nothing can be compared yet: fewer than two candidates of any pool have a true score."
SELECTED = " Only evaluated candidates count: a selected sample, which understates the ranker."


def _draw_agreement(request: FigureRequest) -> Drawn:
    found = agreement(request.session, request.job)
    if found.pooled is None:
        return Drawn(NOTHING)
    reading = pooled_reading(found.pooled) + _sample_reading(found) + SELECTED
    return Drawn(reading, _agreement_spec(found.by_round, found.pooled) if found.by_round else None)


def _agreement_spec(by_round: Mapping[int, Correlation], pooled: Pooled) -> Spec:
    rows = [{"round": number, "kendall": c.kendall, "spearman": c.spearman, "n": c.n} for number, c in by_round.items()]
    y = number("kendall", "Kendall's tau", scale={"domain": [-1, 1]})
    size = number("n", "candidates", scale={"range": [25, 220]}, legend=None)
    tooltip = [
        tip("round", "round"),
        number("kendall", "Kendall", format="+.2f"),
        number("spearman", "Spearman", format="+.2f"),
        tip("n", "candidates"),
    ]
    mark = {"type": "point", "filled": True, "opacity": 0.7, "color": BLUE}
    better = pooled.kendall.value >= 0
    levels = [*level(0, "chance", y, above=not better), *level(pooled.kendall.value, "all rounds", y, above=better)]
    return chart([*levels, layer(mark, rows, x=ROUNDS, y=y, size=size, tooltip=tooltip)])


def _draw_calibration(request: FigureRequest) -> Drawn:
    found = agreement(request.session, request.job)
    if not found.bins:
        return Drawn("No candidate that the ranker scored has a true score yet.")
    scored = count(sum(b.n for b in found.bins), "candidate")
    reading = f"{scored} have a true score. {_bin_reading(found.bins[-1])}"
    if len(found.bins) > 1:
        reading += f" {_bin_reading(found.bins[0])}"
    return Drawn(f"{reading}{_sample_reading(found)}{SELECTED}", _calibration_spec(found.bins))


def _bin_reading(found: Bin) -> str:
    return (
        f"{found.n:,} that the ranker put above {share(found.predicted)} of the pool (mean) were better than "
        f"{share(found.true)} of the results."
    )


def _calibration_spec(bins: Sequence[Bin]) -> Spec:
    rows = [{"predicted": b.predicted, "true": b.true, "low": b.low, "high": b.high, "n": b.n} for b in bins]
    x, y = proportion("predicted", "pool ranked below it"), proportion("true", "results that it was better than")
    tooltip = [
        proportion_tip("predicted", "pool below, mean"),
        proportion_tip("true", "results below, mean"),
        proportion_tip("low", "lower quartile"),
        proportion_tip("high", "upper quartile"),
        tip("n", "candidates"),
    ]
    diagonal = {"type": "line", "style": "reference", "strokeDash": [5, 4]}
    point = {"type": "point", "filled": True, "size": 90, "color": BLUE}
    return chart(
        [
            layer(diagonal, [{"predicted": 0, "true": 0}, {"predicted": 1, "true": 1}], x=x, y=y),
            layer({"type": "rule", "color": BLUE}, rows, x=x, y={**y, "field": "low"}, y2={"field": "high"}),
            layer(point, rows, x=x, y=y, tooltip=tooltip),
        ]
    )


def pooled_reading(pooled: Pooled) -> str:
    return (
        f"Over {count(pooled.pairs, 'pair')} of candidates of one pool, {count(pooled.rounds, 'round')}: Kendall "
        f"{_estimate_text(pooled.kendall)}, Spearman {_estimate_text(pooled.spearman)}. 1 is perfect, 0 chance."
    )


def _estimate_text(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return f"{signed(estimate.value)} (too few rounds for an interval)"
    return f"{signed(estimate.value)} (95 % interval {signed(estimate.low)} to {signed(estimate.high)})"


def _sample_reading(found: Agreement) -> str:
    if found.sampled == found.rounds:
        return ""
    return f" {found.sampled:,} of {found.rounds:,} rounds, evenly spaced, were looked at."


AGREEMENT = Figure("ranker-agreement", "Rank correlation of predicted and true scores, by round", _draw_agreement)
CALIBRATION = Figure("ranker-calibration", "True scores by place in the pool", _draw_calibration)
