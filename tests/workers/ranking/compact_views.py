"""The shipped compact ranker, each of its two views alone, and requests for them."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from app.domain.dimension import categorical
from app.domain.history import History
from app.domain.ranking import Ranking, RankingRequest
from app.domain.search_space import SearchSpace
from workers.ranking.compact import CompactRanker


@pytest.fixture(scope="module")
def ranker() -> CompactRanker:
    return CompactRanker.load()


@dataclass(frozen=True, slots=True)
class View:
    """The ranker at the turn of one of its two views, whatever the request's seed."""

    ranker: CompactRanker
    is_network: bool

    def rank(self, request: RankingRequest) -> Ranking:
        turn = (len(request.history) + self.is_network) % 2
        return self.ranker.rank(replace(request, seed=turn))


@pytest.fixture(scope="module", params=[True, False], ids=["network", "process"])
def view(ranker: CompactRanker, request: pytest.FixtureRequest) -> View:
    return View(ranker, request.param)


def cells(dimensions: int = 6, options: int = 5) -> SearchSpace:
    return SearchSpace(tuple(categorical(f"edge{i}", list(range(options))) for i in range(dimensions)))


def request_of(space: SearchSpace, trials: int, candidates: int, *, seed: int = 0) -> RankingRequest:
    """Random points; scores favour high options, best first."""
    rng = np.random.default_rng(seed)
    points = rng.integers(0, space.option_counts, size=(trials + candidates, len(space.dimensions)))
    scores = points[:trials].sum(1) + rng.normal(0, 0.1, trials)
    order = np.argsort(-scores)
    return RankingRequest(space, History(points[:trials][order], scores[order]), points[trials:])
