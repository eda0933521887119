"""The service's own loop in process: history, pool and ranking of each round exactly as a job with one open trial."""

from functools import cache

import numpy as np

from app.domain.history import build_history
from app.domain.pool import PoolKind, draw_pool, pool_rng
from app.domain.ranking import Ranker, Ranking, RankingRequest, require_ranking
from app.domain.surrogate import SurrogateRanker
from benchmarks.quality.search import Search
from benchmarks.quality.tables import Task

HISTORY = 200


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
def ranker(name: str) -> Ranker:
    """surrogate or compact, loaded once a process."""
    if name == "surrogate":
        return SurrogateRanker()
    from workers.ranking.compact import CompactRanker  # noqa: PLC0415  loads torch, which only this ranker needs

    return CompactRanker.load()


def ranked_search(search: Search, ranker: Ranker, *, kind: PoolKind, size: int) -> None:
    """Round 1 is the warm-up; every later round evaluates the best candidate of its pool."""
    search.warm_up()
    round_number = 1
    while search.left:
        round_number += 1
        history = build_history(
            search.observations,
            dimensions=len(search.task.space.dimensions),
            goal=search.task.goal,
            limit=HISTORY,
        )
        pool = draw_pool(
            search.counter,
            kind=kind,
            size=size,
            history=history,
            seen=search.seen,
            seen_count=len(search.seen),
            rng=pool_rng(search.seed, round_number),
        )
        if not pool:
            return
        candidates = np.array(pool, dtype=np.int64)
        request = RankingRequest(search.task.space, history, candidates, seed=search.seed)
        search.evaluate(pool[require_ranking(ranker.rank(request), candidates).order[0]])
