"""A ranker counts as ready once it has ranked a small pool: what fails at the first ranking is known before a round."""

import numpy as np

from app.domain.dimension import categorical
from app.domain.history import History
from app.domain.ranking import Ranker, RankingRequest, require_ranking
from app.domain.search_space import SearchSpace


def rehearse(ranker: Ranker) -> None:
    """Raises RankingFailed, or whatever the ranker raises."""
    space = SearchSpace((categorical("first", [0, 1, 2]), categorical("second", [0, 1, 2])))
    history = History(np.array([[0, 0], [1, 1], [2, 2]]), np.array([1.0, 0.5, 0.0]))
    candidates = np.array([[0, 1], [1, 2], [2, 0]])
    require_ranking(ranker.rank(RankingRequest(space, history, candidates)), candidates)
