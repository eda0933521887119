"""Ranker quality: the candidate that the ranker likes best against the one that the surrogate likes best.

Both rank the same pool with the same history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from app.domain.history import Scores

MIN_ROUNDS = 5
"""With fewer rounds than this there is no mean difference."""


@dataclass(frozen=True, slots=True)
class RoundComparison:
    """The comparison of one round.

    Args:
        number: The number of the round.
        agreed: Whether the surrogate ranks no candidate above the ranker's first.
        percentile: The place of the ranker's first candidate in the surrogate's order, 1 for the first.
        difference: The true score of the ranker's first candidate minus that of the surrogate's, so positive if the
            ranker's is better; None unless both were evaluated.
    """

    number: int
    agreed: bool
    percentile: float
    difference: float | None


@dataclass(frozen=True, slots=True)
class Regret:
    """The comparisons of several rounds together.

    Args:
        rounds: How many rounds there are.
        agreed: Rounds in which ranker and surrogate agree.
        percentile: The median of the rounds' percentiles.
        compared: Rounds in which the first candidates differ and both were evaluated.
        difference: The mean difference over the compared rounds; None for fewer than MIN_ROUNDS.
        low: The lower end of its 95 % interval (Student's t).
        high: The upper end.
    """

    rounds: int
    agreed: int
    percentile: float
    compared: int
    difference: float | None
    low: float | None
    high: float | None


def compare_round(number: int, codes: Sequence[str], surrogate: Scores, true: Mapping[str, float]) -> RoundComparison:
    """Compares ranker and surrogate in one round.

    Args:
        number: The number of the round.
        codes: The NCodes of the pool in the ranker's order.
        surrogate: The surrogate's scores in the same order.
        true: The known true scores by NCode; higher is better.
    """
    others = len(codes) - 1
    above, ties = int((surrogate > surrogate[0]).sum()), int((surrogate == surrogate[0]).sum()) - 1
    percentile = 1 - (above + ties / 2) / others if others else 1.0
    favourite = codes[int(surrogate.argmax())]
    both = codes[0] in true and favourite in true
    return RoundComparison(number, not above, percentile, true[codes[0]] - true[favourite] if both else None)


def summarize(comparisons: Sequence[RoundComparison]) -> Regret | None:
    """The comparisons together; None if there are none."""
    if not comparisons:
        return None
    differences = np.array([d.difference for d in comparisons if not d.agreed and d.difference is not None])
    mean = low = high = None
    if len(differences) >= MIN_ROUNDS:
        mean = float(differences.mean())
        half = stdtrit(len(differences) - 1, 0.975) * differences.std(ddof=1) / np.sqrt(len(differences))
        low, high = mean - float(half), mean + float(half)
    return Regret(
        rounds=len(comparisons),
        agreed=sum(d.agreed for d in comparisons),
        percentile=float(np.median([d.percentile for d in comparisons])),
        compared=len(differences),
        difference=mean,
        low=low,
        high=high,
    )
