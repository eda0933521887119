"""The ranker that agrees with the job's own observations orders the pool."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.dimension import categorical
from app.domain.history import History
from app.domain.ranking import Points, Ranking, RankingRequest
from app.domain.search_space import SearchSpace
from app.domain.surrogate import SurrogateRanker
from workers.ranking.auto import FOLDS, MIN_OBSERVATIONS, AutoRanker, agreement
from workers.ranking.compact import CompactRanker

SPACE = SearchSpace(tuple(categorical(f"p{d}", list(range(4))) for d in range(4)))


def truth(points: Points) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(points @ np.array([8.0, 4.0, 2.0, 1.0]))


class Says:
    """Prefers what `sign` times the truth prefers, and keeps the requests."""

    revision = "r"

    def __init__(self, name: str, sign: float) -> None:
        self.name, self.sign = name, sign
        self.requests: list[RankingRequest] = []

    def rank(self, request: RankingRequest) -> Ranking:
        self.requests.append(request)
        return Ranking(tuple((self.sign * truth(request.candidates)).tolist()))


def request(observations: int = 30, seed: int = 0) -> RankingRequest:
    rng = np.random.default_rng(3)
    numbers = rng.choice(4**4, size=observations + 20, replace=False)
    points = np.stack(np.unravel_index(numbers, (4,) * 4), axis=1)
    scores = truth(points[:observations])
    order = np.argsort(-scores)
    return RankingRequest(SPACE, History(points[:observations][order], scores[order]), points[observations:], seed=seed)


@pytest.mark.parametrize("right_first", [True, False])
def test_the_ranker_that_agrees_with_the_scores_orders_the_pool(*, right_first: bool) -> None:
    right, wrong = Says("right", 1.0), Says("wrong", -1.0)
    auto = AutoRanker(*((right, wrong) if right_first else (wrong, right)))
    task = request()
    assert auto.rank(task).scores == tuple(truth(task.candidates).tolist())
    assert agreement(right, task) == pytest.approx(1.0)
    assert agreement(wrong, task) == pytest.approx(-1.0)


def test_scores_to_predict_are_hidden_from_the_ranker() -> None:
    task = request(observations=31)
    ranker = Says("any", 1.0)
    agreement(ranker, task)
    everything = {tuple(p) for p in task.history.points.tolist()}
    assert len(ranker.requests) == FOLDS
    for part in ranker.requests:
        known = {tuple(p) for p in part.history.points.tolist()}
        hidden = {tuple(p) for p in part.candidates.tolist()}
        assert known | hidden == everything
        assert not known & hidden
        assert part.history.scores.tolist() == sorted(part.history.scores, reverse=True)
    assert sum(len(part.candidates) for part in ranker.requests) == len(task.history)


def test_both_rankers_are_used_while_they_are_equal() -> None:
    one, other = Says("one", 1.0), Says("other", -1.0)
    auto = AutoRanker(one, other)
    few = request(observations=MIN_OBSERVATIONS - 1)
    assert {auto.choose(replace(few, seed=seed)) for seed in range(4)} == {one, other}
    alike = AutoRanker(one, Says("alike", 1.0))
    assert len({alike.choose(replace(request(), seed=seed)).name for seed in range(4)}) == 2


def test_equal_scores_give_no_agreement() -> None:
    task = request()
    flat = replace(task, history=History(task.history.points, np.ones(len(task.history))))
    assert agreement(Says("any", 1.0), flat) == 0


@pytest.mark.parametrize("observations", [0, 1, 9, 10, 40])
def test_compact_and_surrogate_rank_any_history(observations: int) -> None:
    auto = AutoRanker(CompactRanker.load(), SurrogateRanker())
    task = request(observations=observations)
    ranking = auto.rank(task)
    assert np.isfinite(ranking.scores).all()
    assert len(ranking.scores) == len(task.candidates)
    assert ranking == auto.rank(task)
    assert ranking == auto.choose(task).rank(task)


def test_the_revision_changes_with_either_ranker() -> None:
    compact = CompactRanker.load()
    assert compact.revision in AutoRanker(compact, SurrogateRanker()).revision
    assert AutoRanker(Says("a", 1), Says("b", 1)).revision != AutoRanker(Says("b", 1), Says("a", 1)).revision
