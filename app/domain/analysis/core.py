"""Where most of the scores lie."""

import numpy as np

from app.domain.analysis.completed import Floats
from app.domain.history import Goal

FAR = 6.0
"""Interquartile ranges beyond a quartile. Tukey (1977) calls what lies 3 beyond "far out"; here only what would leave
no room for the others is cut."""


def core(scores: Floats, goal: Goal) -> tuple[float, float]:
    """Low and high end of an axis for these scores (one or more): all of them, but for bad ones that are far out."""
    low, high = float(scores.min()), float(scores.max())
    first, third = np.quantile(scores, [0.25, 0.75])
    if first == third:
        return low, high
    if goal == "maximize":
        return max(low, float(first - FAR * (third - first))), high
    return low, min(high, float(third + FAR * (third - first)))
