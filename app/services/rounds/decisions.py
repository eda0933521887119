"""Ranks a pool with the requested ranker, or with the surrogate if that fails, so that there is always a ranking."""

import time
from collections.abc import Callable
from dataclasses import replace

import structlog

from app.domain.errors import RankingFailed
from app.domain.lifecycle import Source
from app.domain.ranking import Ranker, RankingRequest, require_ranking
from app.domain.surrogate import SurrogateRanker
from app.services.rounds.rounds import Decision

_log = structlog.get_logger(__name__)


def decide(find_ranker: Callable[[], Ranker], request: RankingRequest) -> Decision:
    """The ranker's decision, or the surrogate's with the reason.

    The surrogate decides if the ranker cannot be found, fails, or returns no valid ranking. The time that the requested
    ranker worked counts in both cases; the time to load it does not.
    """
    start = None
    try:
        ranker = find_ranker()
        start = time.perf_counter()
        decision = _rank(ranker, request, Source.RANKED)
        return replace(decision, worked_s=time.perf_counter() - start)
    except RankingFailed as error:
        reason = error.detail
    except Exception as error:  # noqa: BLE001  a model may fail in any way; the search must go on, and says why
        _log.exception("ranking.failed")
        reason = f"the ranker failed with {type(error).__name__}; the worker's log has the details"
    worked_s = 0.0 if start is None else time.perf_counter() - start
    return replace(fall_back(request, reason), worked_s=worked_s)


def fall_back(request: RankingRequest, reason: str) -> Decision:
    """The surrogate's decision, with the reason for the fallback."""
    return _rank(SurrogateRanker(), request, Source.FALLBACK, reason)


def _rank(ranker: Ranker, request: RankingRequest, source: Source, reason: str | None = None) -> Decision:
    start = time.perf_counter()
    ranking = require_ranking(ranker.rank(request), request.candidates)
    elapsed = round(1000 * (time.perf_counter() - start), 3)
    return Decision(source, ranking, ranker.name, ranker.revision, elapsed, reason)
