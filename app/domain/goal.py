"""The direction of an objective. Only this module knows which of two scores is better."""

from collections.abc import Callable
from typing import Any, Literal

Goal = Literal["maximize", "minimize"]


def sign(goal: Goal) -> float:
    """1.0 for `maximize` and -1.0 for `minimize`: a score times its sign is to be maximised."""
    return 1.0 if goal == "maximize" else -1.0


def is_better(score: float, other: float, goal: Goal) -> bool:
    """Whether `score` is strictly better than `other`."""
    return sign(goal) * score > sign(goal) * other


def best_of(goal: Goal) -> Callable[..., Any]:
    """The built-in function that picks the best of some scores: `max` or `min`."""
    return max if goal == "maximize" else min
