"""`AutoRanker`: of two rankers, the one that orders this job's own observations better.

For every request both rankers order observations whose scores they do not see (cross-validation: Stone 1974). The one
that agrees better with the scores then orders the pool. The rule has no parameters and no memory.
"""

import numpy as np
from numpy.typing import NDArray

from app.domain.history import History, Scores
from app.domain.ranking import Ranker, Ranking, RankingRequest
from app.domain.surrogate import mean_ranks

FOLDS = 3
MIN_OBSERVATIONS = 10
"""With fewer observations agreement is chance; until then the request's seed decides."""


class AutoRanker:
    """Deterministic if both rankers are. Scores are in the unit of the ranker that was chosen."""

    name = "auto"

    def __init__(self, first: Ranker, second: Ranker) -> None:
        self._rankers = (first, second)
        self.revision = f"1+{first.name}-{first.revision}+{second.name}-{second.revision}"

    def rank(self, request: RankingRequest) -> Ranking:
        """Raises RankingFailed if the chosen ranker does. Costs about as much as both rankings twice."""
        return self.choose(request).rank(request)

    def choose(self, request: RankingRequest) -> Ranker:
        """The ranker with the higher mean rank correlation over FOLDS folds; the seed decides where they are equal."""
        first, second = self._rankers
        lead = 0.0
        if len(request.history) >= MIN_OBSERVATIONS:
            lead = agreement(first, request) - agreement(second, request)
        if lead == 0:
            # Not the lowest bit, by which `compact` chooses between its two views.
            return self._rankers[(request.seed >> 1) % 2]
        return first if lead > 0 else second


def agreement(ranker: Ranker, request: RankingRequest) -> float:
    """Spearman's rank correlation of preference and score, mean over the folds of the history; 0 where all are equal.

    Fold k holds every FOLDS-th observation of the history, best first, so that each spans the whole range of scores.
    """
    history = request.history
    fold = np.arange(len(history)) % FOLDS
    correlations = []
    for k in range(FOLDS):
        known = History(history.points[fold != k], history.scores[fold != k])
        hidden = RankingRequest(request.space, known, history.points[fold == k], seed=request.seed)
        correlations.append(_spearman(np.array(ranker.rank(hidden).scores), history.scores[fold == k]))
    return float(np.mean(correlations))


def _spearman(left: Scores, right: Scores) -> float:
    a, b = (_centred_ranks(values) for values in (left, right))
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / norm if norm else 0.0


def _centred_ranks(values: Scores) -> NDArray[np.float64]:
    return np.asarray(mean_ranks(values) - (len(values) + 1) / 2, dtype=np.float64)
