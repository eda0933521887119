"""Who decides: the ranker, alone or for several requests at once, and the surrogate where it cannot."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from app.domain.dimension import categorical
from app.domain.errors import RankingFailed
from app.domain.history import History
from app.domain.lifecycle import Source
from app.domain.ranking import Ranking, RankingRequest
from app.domain.search_space import SearchSpace
from app.services.deciding import BatchRanker, decide, decide_each

SPACE = SearchSpace((categorical("a", list(range(9))), categorical("b", list(range(9)))))


def request(first: int) -> RankingRequest:
    """Three candidates, the first of them (first, 0)."""
    candidates = np.array([[first, 0], [first, 1], [first, 2]])
    return RankingRequest(SPACE, History(np.array([[0, 8], [1, 8]]), np.array([1.0, 0.0])), candidates)


@dataclass
class Batcher:
    """Scores a candidate by its second option. odd: what it answers, in a pass, to the request that starts with 1."""

    odd: Ranking | Exception | None = None
    odd_alone: bool = False
    name: str = "batcher"
    revision: str = "1"
    batch_limit: int = 4
    passes: list[int] = field(default_factory=list)

    def rank(self, request: RankingRequest) -> Ranking:
        self.passes.append(1)
        if self.odd_alone and request.candidates[0, 0] == 1:
            raise RankingFailed("the second request is odd")
        return Ranking(tuple(float(b) for _, b in request.candidates.tolist()))

    def rank_many(self, requests: Sequence[RankingRequest]) -> Sequence[Ranking]:
        self.passes.append(len(requests))
        answers = [Ranking(tuple(float(b) for _, b in r.candidates.tolist())) for r in requests]
        if isinstance(self.odd, Exception):
            raise self.odd
        if self.odd is not None:
            answers[1] = self.odd
        return answers


def test_several_requests_are_one_pass_with_the_decisions_of_single_ones() -> None:
    ranker = Batcher()
    requests = [request(i) for i in range(3)]
    decisions = list(decide_each(lambda: ranker, requests))
    assert ranker.passes == [3]
    assert [d.ranking for d in decisions] == [decide(lambda: ranker, r).ranking for r in requests]
    assert {(d.source, d.ranker, d.revision, d.fallback_reason) for d in decisions} == {
        (Source.RANKED, "batcher", "1", None)
    }
    assert all(d.milliseconds is not None for d in decisions)


@pytest.mark.parametrize(
    "odd", [Ranking((1.0,)), Ranking((1.0, float("nan"), 0.0)), RankingFailed("no"), MemoryError("no")]
)
def test_what_does_not_come_out_of_the_pass_is_decided_alone(odd: Ranking | Exception) -> None:
    ranker = Batcher(odd)
    decisions = list(decide_each(lambda: ranker, [request(i) for i in range(3)]))
    assert [d.source for d in decisions] == [Source.RANKED] * 3
    assert ranker.passes == ([3, 1] if isinstance(odd, Ranking) else [3, 1, 1, 1])


def test_a_request_that_fails_alone_too_is_the_surrogates_and_only_that() -> None:
    ranker = Batcher(RankingFailed("one is odd"), odd_alone=True)
    decisions = list(decide_each(lambda: ranker, [request(i) for i in range(3)]))
    assert [d.source for d in decisions] == [Source.RANKED, Source.FALLBACK, Source.RANKED]
    assert decisions[1].fallback_reason == "the second request is odd"


def test_too_few_answers_are_no_answer() -> None:
    class Forgetful(Batcher):
        def rank_many(self, requests: Sequence[RankingRequest]) -> Sequence[Ranking]:
            return super().rank_many(requests)[:-1]

    ranker = Forgetful()
    assert isinstance(ranker, BatchRanker)
    decisions = list(decide_each(lambda: ranker, [request(i) for i in range(3)]))
    assert [d.source for d in decisions] == [Source.RANKED] * 3
    assert ranker.passes == [3, 1, 1, 1]


def test_decisions_come_one_by_one_from_a_ranker_without_passes() -> None:
    class Single:
        name, revision = "single", "1"

        def __init__(self) -> None:
            self.count = 0

        def rank(self, request: RankingRequest) -> Ranking:
            self.count += 1
            return Ranking((0.0, 1.0, 2.0))

    ranker = Single()
    decisions = decide_each(lambda: ranker, [request(i) for i in range(3)])
    next(decisions)
    assert ranker.count == 1


def test_a_ranker_that_is_not_there_leaves_all_to_the_surrogate() -> None:
    def missing() -> Batcher:
        raise RankingFailed("not there")

    decisions = list(decide_each(missing, [request(i) for i in range(2)]))
    assert [(d.source, d.fallback_reason) for d in decisions] == [(Source.FALLBACK, "not there")] * 2
