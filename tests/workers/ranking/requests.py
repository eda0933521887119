"""Ranking requests of any size."""

import numpy as np

from app.domain.dimension import categorical
from app.domain.history import History
from app.domain.ranking import RankingRequest
from app.domain.search_space import SearchSpace


def request(history: int, pool: int, *, dimensions: int = 6, options: int = 5, seed: int = 0) -> RankingRequest:
    """Distinct random architectures; the history's scores fall evenly from 1 to 0."""
    space = SearchSpace(tuple(categorical(f"d{i}", list(range(options))) for i in range(dimensions)))
    rng = np.random.default_rng(seed)
    points = np.unique(rng.integers(0, options, (2 * (history + pool), dimensions)), axis=0)
    points = rng.permutation(points)[: history + pool]
    assert len(points) == history + pool
    return RankingRequest(space, History(points[:history], np.linspace(1, 0, history)), points[history:])
