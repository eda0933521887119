"""The service's own loop in process: history, pool and ranking of each round exactly as a job's."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import RankingFailed
from app.domain.history import History, build_history
from app.domain.pool import PoolKind, draw_pool, pool_rng
from app.domain.ranking import Ranker, Ranking, RankingRequest, ranker_seed, require_ranking
from app.domain.search_space import Point
from app.settings import BrokerSettings, DatabaseSettings, Settings
from benchmarks.quality.search import Search
from benchmarks.quality.tables import Task
from workers.ranking.registry import Rankers

Digits = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a ranker is used. history: observations it sees, the best ones.

    shuffled: their scores change places before every ranking. relabelled: the ranker sees every dimension's options in
    another order, drawn from the search's seed (reversed where order means something).
    """

    pool: PoolKind = "extended"
    size: int = 256
    history: int = 200
    shuffled: bool = False
    relabelled: bool = False


class PerfectRanker:
    """Looks the truth up in the table: the bound of what any ranker can reach with a kind of pool."""

    name = "perfect"
    revision = "1"

    def __init__(self, task: Task) -> None:
        self.task = task

    def rank(self, request: RankingRequest) -> Ranking:
        rows = np.array([self.task.row(tuple(point)) for point in request.candidates.tolist()])
        return Ranking(tuple(self.task.gains(rows).tolist()))


@cache
def ranker(name: str, weights: Path | None = None) -> Ranker:
    """A ranker of the service by name, loaded once a process; weights: a folder of weights for `compact`.

    Raises RankingFailed if there is none of this name.
    """
    if weights is None:
        return _rankers().get(name)
    from workers.ranking.compact import CompactRanker  # noqa: PLC0415  loads torch, which only this ranker needs

    return CompactRanker.load(weights)


def exists(name: str) -> bool:
    """Whether the service has a ranker of this name."""
    try:
        ranker(name)
    except RankingFailed:
        return False
    return True


@cache
def _rankers() -> Rankers:
    # Neither is connected to: the rankers' own settings are what counts.
    return Rankers(
        Settings(
            environment="embedded",
            database=DatabaseSettings(DATABASE_URL="postgresql://unused"),
            broker=BrokerSettings(REDIS_URL="redis://unused"),
        )
    )


def ranked_search(search: Search, ranker: Ranker, protocol: Protocol) -> Iterator[Point]:
    """Round 1 is the warm-up; every later round proposes the best candidate of its pool."""
    round_number = 1
    while True:
        round_number += 1
        history = build_history(
            search.observations,
            dimensions=len(search.task.space.dimensions),
            goal=search.task.goal,
            limit=protocol.history,
        )
        pool = draw_pool(
            search.counter,
            kind=protocol.pool,
            size=protocol.size,
            history=history,
            seen=search.seen,
            seen_count=len(search.seen),
            rng=pool_rng(search.seed, round_number),
        )
        if not pool:
            return
        request = RankingRequest(
            search.task.space,
            _shuffled(history, np.random.default_rng([search.seed, round_number, 1])) if protocol.shuffled else history,
            np.array(pool, dtype=np.int64),
            seed=ranker_seed(search.seed, round_number),
            pending=np.array(search.pending, dtype=np.int64).reshape(-1, len(search.task.space.dimensions)),
        )
        if protocol.relabelled:
            request = _relabelled(request, np.random.default_rng(search.seed))
        yield pool[require_ranking(ranker.rank(request), request.candidates).order[0]]


def _shuffled(history: History, rng: np.random.Generator) -> History:
    """The same points and scores, paired at random, best first."""
    return History(history.points[rng.permutation(len(history))], history.scores)


def _relabelled(request: RankingRequest, rng: np.random.Generator) -> RankingRequest:
    orders = [
        np.arange(len(d.options))[::-1] if d.ordered else rng.permutation(len(d.options))
        for d in request.space.dimensions
    ]

    def renamed(points: Digits) -> Digits:
        columns = [order[points[:, d]] for d, order in enumerate(orders)]
        return np.stack(columns, axis=1) if len(points) else points

    return RankingRequest(
        request.space,
        History(renamed(request.history.points), request.history.scores),
        renamed(request.candidates),
        seed=request.seed,
        pending=renamed(request.pending),
    )
