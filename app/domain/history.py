"""The history that a ranker sees: the best observations of a job, as points and scores to be maximised."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import InvalidInput
from app.domain.goal import Goal, sign
from app.domain.lifecycle import TrialState
from app.domain.limits import MAX_ABS_SCORE

Points = NDArray[np.int64]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Observation:
    """A finished trial. score: in the user's unit; only a completed trial has to have one. Raises InvalidInput."""

    point: tuple[int, ...]
    score: float | None
    outcome: TrialState = TrialState.COMPLETED

    def __post_init__(self) -> None:
        if self.outcome == TrialState.COMPLETED and (self.score is None or not abs(self.score) <= MAX_ABS_SCORE):
            raise InvalidInput.at("/score", f"score {self.score} is not a usable number", "Stay within ±1e100.")


@dataclass(frozen=True, slots=True)
class History:
    """points: int64 [observations, dimensions]. scores: float64 [observations], higher is better. Best first."""

    points: Points
    scores: Scores

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def unit(self) -> Scores:
        """Min-max normalised to [0, 1] (LM-Searcher's prompt); equal scores are all 0.5."""
        if not len(self.scores):
            return self.scores
        low, high = float(self.scores.min()), float(self.scores.max())
        if low == high:
            return np.full(len(self.scores), 0.5)
        return (self.scores - low) / (high - low)

    def with_beliefs(self, points: Points, scores: Scores) -> "History":
        """This history as if `points` had been evaluated to `scores`; best first, a real score before an equal belief.

        Ginsbourger et al. (2010), "Kriging is well-suited to parallelize optimization": the believer.
        """
        if not len(points):
            return self
        everything = np.concatenate([self.scores, scores])
        order = np.argsort(-everything, kind="stable")
        return History(np.concatenate([self.points, points])[order], everything[order])


def build_history(
    observations: Sequence[Observation],
    *,
    dimensions: int,
    goal: Goal,
    limit: int,
    penalize: Sequence[TrialState] = (TrialState.INFEASIBLE,),
) -> History:
    """The `limit` best observations, best first; ties keep the order given.

    Outcomes in `penalize` count as the worst score observed, after the trials that completed with it, so that the
    ranker avoids them; other unsuccessful outcomes are left out. While nothing has completed there is no
    scale, and the history is empty.
    """
    scored = [
        (o.point, sign(goal) * o.score)
        for o in observations
        if o.outcome == TrialState.COMPLETED and o.score is not None
    ]
    if scored:
        worst = min(score for _, score in scored)
        scored += [
            (o.point, worst) for o in observations if o.outcome != TrialState.COMPLETED and o.outcome in penalize
        ]
    scored.sort(key=lambda pair: -pair[1])
    scored = scored[:limit]
    points = np.array([p for p, _ in scored], dtype=np.int64).reshape(len(scored), dimensions)
    return History(points, np.array([s for _, s in scored], dtype=np.float64))
