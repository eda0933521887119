"""Ranker quality: the ranker's pick against the surrogate's, on the same pool and history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from app.domain.history import Scores

FEWEST = 5
"""The number of rounds below which no mean difference is given."""


@dataclass(frozen=True, slots=True)
class Duel:
    """One round. agreed: the surrogate ranks no candidate above the ranker's pick. percentile: of that pick in the
    surrogate's order, 1 for the first. difference: true score of the ranker's pick minus that of the surrogate's,
    positive if the ranker's is better; None unless both were evaluated."""

    number: int
    agreed: bool
    percentile: float
    difference: float | None


@dataclass(frozen=True, slots=True)
class Regret:
    """difference, low, high: mean over the `compared` rounds in which the picks differ and both were evaluated, with
    its 95 % interval (Student's t); None for fewer than FEWEST."""

    rounds: int
    agreed: int
    percentile: float
    compared: int
    difference: float | None
    low: float | None
    high: float | None


def duel(number: int, codes: Sequence[str], surrogate: Scores, true: Mapping[str, float]) -> Duel:
    """codes: the pool as the ranker ordered it. surrogate: its scores of them. true: by code, higher is better."""
    others = len(codes) - 1
    above, ties = int((surrogate > surrogate[0]).sum()), int((surrogate == surrogate[0]).sum()) - 1
    percentile = 1 - (above + ties / 2) / others if others else 1.0
    favourite = codes[int(surrogate.argmax())]
    both = codes[0] in true and favourite in true
    return Duel(number, not above, percentile, true[codes[0]] - true[favourite] if both else None)


def sum_up(duels: Sequence[Duel]) -> Regret | None:
    """None where there are none."""
    if not duels:
        return None
    differences = np.array([d.difference for d in duels if not d.agreed and d.difference is not None])
    mean = low = high = None
    if len(differences) >= FEWEST:
        mean = float(differences.mean())
        half = stdtrit(len(differences) - 1, 0.975) * differences.std(ddof=1) / np.sqrt(len(differences))
        low, high = mean - float(half), mean + float(half)
    return Regret(
        rounds=len(duels),
        agreed=sum(d.agreed for d in duels),
        percentile=float(np.median([d.percentile for d in duels])),
        compared=len(differences),
        difference=mean,
        low=low,
        high=high,
    )
