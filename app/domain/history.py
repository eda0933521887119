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
    """A finished trial. Raises InvalidInput for a completed trial without a usable score.

    Args:
        point: The option index of each dimension.
        score: The score in the user's unit; only a completed trial needs one.
        outcome: How the trial ended.
    """

    point: tuple[int, ...]
    score: float | None
    outcome: TrialState = TrialState.COMPLETED

    def __post_init__(self) -> None:
        if self.outcome == TrialState.COMPLETED and (self.score is None or not abs(self.score) <= MAX_ABS_SCORE):
            raise InvalidInput.at("/score", f"score {self.score} is not a usable number", "Stay within ±1e100.")


@dataclass(frozen=True, slots=True)
class History:
    """The best observations, best first.

    Args:
        points: The option indices; int64 [observations, dimensions].
        scores: The scores, higher is better; float64 [observations].
    """

    points: Points
    scores: Scores

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def unit(self) -> Scores:
        """The scores, min-max normalised to [0, 1] for LM-Searcher's prompt; equal scores are all 0.5."""
        if not len(self.scores):
            return self.scores
        low, high = float(self.scores.min()), float(self.scores.max())
        if low == high:
            return np.full(len(self.scores), 0.5)
        return (self.scores - low) / (high - low)

    def with_beliefs(self, points: Points, scores: Scores) -> "History":
        """This history as if `points` had been evaluated with the results `scores`, best first.

        A real score comes before an equal assumed one. This is the believer of Ginsbourger et al. (2010), "Kriging is
        well-suited to parallelize optimization".
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
    """The best observations, best first; ties keep the given order.

    The history is empty while no trial has completed, because there is no scale yet.

    Args:
        observations: The finished trials of the job.
        dimensions: The number of dimensions of the space.
        goal: Which scores are better.
        limit: The most observations to keep.
        penalize: Outcomes that count as the worst score so far, so that the ranker avoids such architectures; they come
            after the completed trials with that score. Other trials without a score are left out.
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
