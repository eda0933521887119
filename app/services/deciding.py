"""Lets a ranker decide on pools, and the surrogate in its place: there is always an answer."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

import structlog

from app.domain.errors import RankingFailed
from app.domain.lifecycle import Source
from app.domain.ranking import Ranker, Ranking, RankingRequest, require_ranking
from app.domain.surrogate import SurrogateRanker
from app.services.rounds import Decision

_log = structlog.get_logger(__name__)


@runtime_checkable
class BatchRanker(Ranker, Protocol):
    """A ranker that orders several pools in one pass for less than one after the other."""

    @property
    def batch_limit(self) -> int:
        """Most requests in a pass."""
        ...

    def rank_many(self, requests: Sequence[RankingRequest]) -> Sequence[Ranking]:
        """Rankings in the order of the requests, equal to those of `rank`. Raises RankingFailed for all of them."""
        ...


def decide(find_ranker: Callable[[], Ranker], request: RankingRequest) -> Decision:
    """The ranker's decision; if it cannot be found, fails, or answers nonsense: the surrogate's, with the reason."""
    try:
        return _rank(find_ranker(), request, Source.RANKED)
    except RankingFailed as error:
        return fall_back(request, error.detail)
    except Exception as error:  # noqa: BLE001  a model may fail in any way; the search must go on, and says why
        _log.exception("ranking.failed")
        return fall_back(request, f"the ranker failed with {type(error).__name__}; the worker's log has the details")


def decide_each(find_ranker: Callable[[], Ranker], requests: Sequence[RankingRequest]) -> Iterator[Decision]:
    """A decision for every request, in order, each as soon as it is there.

    In one pass of the ranker if it can; whatever does not come out of that well is decided on its own.
    """
    together = _rank_together(find_ranker, requests) if len(requests) > 1 else [None] * len(requests)
    for request, decision in zip(requests, together, strict=True):
        yield decision or decide(find_ranker, request)


def fall_back(request: RankingRequest, reason: str) -> Decision:
    """The surrogate's decision, with the reason for which it was asked."""
    return _rank(SurrogateRanker(), request, Source.FALLBACK, reason)


def _rank(ranker: Ranker, request: RankingRequest, source: Source, reason: str | None = None) -> Decision:
    start = time.perf_counter()
    ranking = require_ranking(ranker.rank(request), request.candidates)
    return _decision(ranker, ranking, source, time.perf_counter() - start, reason)


def _rank_together(find_ranker: Callable[[], Ranker], requests: Sequence[RankingRequest]) -> Sequence[Decision | None]:
    """None where a request has to be decided on its own. Each takes an equal share of the time of the pass."""
    start = time.perf_counter()
    try:
        ranker = find_ranker()
        if not isinstance(ranker, BatchRanker):
            return [None] * len(requests)
        rankings = ranker.rank_many(requests)
        share = (time.perf_counter() - start) / len(requests)
        return [_checked(ranker, ranking, q, share) for q, ranking in zip(requests, rankings, strict=True)]
    except Exception:  # noqa: BLE001  as in decide; there the reason is told
        _log.exception("ranking.batch_failed", requests=len(requests))
        return [None] * len(requests)


def _checked(ranker: Ranker, ranking: Ranking, request: RankingRequest, seconds: float) -> Decision | None:
    try:
        return _decision(ranker, require_ranking(ranking, request.candidates), Source.RANKED, seconds, None)
    except RankingFailed:
        return None


def _decision(ranker: Ranker, ranking: Ranking, source: Source, seconds: float, reason: str | None) -> Decision:
    return Decision(source, ranking, ranker.name, ranker.revision, round(1000 * seconds, 3), reason)
