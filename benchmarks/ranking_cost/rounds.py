"""What a round of the compact ranker and of the surrogate takes: drawing the pool, ranking it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from app.domain.counting import SpaceCounter
from app.domain.dimension import categorical
from app.domain.history import History
from app.domain.ncode import format_ncode
from app.domain.pool import draw_pool, draw_uniform, pool_rng
from app.domain.ranking import Ranker, RankingRequest
from app.domain.search_space import Point, SearchSpace
from app.domain.surrogate import SurrogateRanker
from benchmarks.ranking_cost.timing import Timing, measure, threads
from workers.ranking.compact.ranker import CompactRanker

OPTIONS = 5
"""Of every dimension: six of them are a cell of NAS-Bench-201."""
PENDING = 7
"""Eight parallel workers, one of which has just finished."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of a round: observations and candidates, dimensions of the space."""

    observations: int
    candidates: int
    dimensions: int


SIZES = tuple(
    Size(observations, candidates, dimensions)
    for dimensions in (6, 32)
    for observations, candidates in [(50, 256), (200, 64), (200, 256), (200, 1_024), (1_000, 256)]
)
USUAL_SIZES = tuple(size for size in SIZES if (size.observations, size.candidates) == (200, 256))
"""What a job has by default once its history is full."""


@dataclass(frozen=True, slots=True)
class RankingTime:
    """One ranker at one size on so many threads; alone, and with PENDING trials still being evaluated."""

    ranker: str
    size: Size
    threads: int
    alone: Timing
    with_pending: Timing


@dataclass(frozen=True, slots=True)
class Naive:
    """The compact ranker called once for every candidate against once for all. gap: largest difference of a score."""

    size: Size
    threads: int
    one_by_one: Timing
    together: Timing
    gap: float


class Round:
    """Requests of one size over a random additive function, equal from run to run."""

    def __init__(self, size: Size) -> None:
        self._size = size
        space = SearchSpace(tuple(categorical(f"d{d}", list(range(OPTIONS))) for d in range(size.dimensions)))
        self._counter = SpaceCounter(space)
        rng = np.random.default_rng(0)
        tried = size.observations + PENDING
        drawn = draw_uniform(self._counter, size=tried, seen=(), seen_count=0, rng=rng)
        self._seen = {format_ncode(space, point) for point in drawn}
        points = np.array(drawn, dtype=np.int64)
        scores = rng.normal(size=(size.dimensions, OPTIONS))[np.arange(size.dimensions), points].sum(axis=1)
        order = np.argsort(-scores[: size.observations], kind="stable")
        history = History(points[order], scores[order])
        self._history = history
        # seeds of both parities: the compact ranker alternates between two views
        self.requests = [RankingRequest(space, history, np.array(self.draw()), seed) for seed in (0, 1)]
        self.with_pending = [replace(request, pending=points[size.observations :]) for request in self.requests]

    def draw(self) -> list[Point]:
        """The pool of a round: an `extended` one, as a job has it by default."""
        return draw_pool(
            self._counter,
            kind="extended",
            size=self._size.candidates,
            history=self._history,
            seen=self._seen,
            seen_count=len(self._seen),
            rng=pool_rng(0, 1),
        )


def time_pools(sizes: Sequence[Size], *, repeats: int) -> dict[Size, Timing]:
    return {size: measure(Round(size).draw, repeats=repeats) for size in sizes}


def time_rankings(sizes: Sequence[Size], *, thread_counts: Sequence[int], repeats: int) -> Iterator[RankingTime]:
    """Both rankers at all sizes, in the order of the sizes; the surrogate, which has no torch, on one thread."""
    rankers: tuple[tuple[Ranker, Sequence[int]], ...] = (
        (CompactRanker.load(), thread_counts),
        (SurrogateRanker(), (1,)),
    )
    for size, (ranker, counts) in product(sizes, rankers):
        round_ = Round(size)
        for count in counts:
            with threads(count):
                alone = _slower(ranker, round_.requests, repeats)
                pending = _slower(ranker, round_.with_pending, repeats)
            yield RankingTime(ranker.name, size, count, alone, pending)


def time_naive(size: Size, *, thread_count: int, repeats: int) -> Naive:
    """The history is read anew for every candidate, or once; the network's view, in the same process."""
    ranker, requests = CompactRanker.load(), Round(size).requests
    request = requests[(size.observations + 1) % 2]
    single = [replace(request, candidates=row[None]) for row in request.candidates]

    scores: list[float] = []
    with threads(thread_count):
        together = measure(lambda: ranker.rank(request), repeats=repeats)
        one_by_one = measure(lambda: scores.extend(ranker.rank(r).scores[0] for r in single), repeats=1, warm_ups=0)
        gap = float(np.abs(np.array(scores) - ranker.rank(request).scores).max())
    return Naive(size, thread_count, one_by_one, together, gap)


def _slower(ranker: Ranker, requests: Sequence[RankingRequest], repeats: int) -> Timing:
    """Of the request that takes longest, by three trials each."""

    def timing(request: RankingRequest, repeats: int) -> Timing:
        return measure(lambda: ranker.rank(request), repeats=repeats)

    return timing(max(requests, key=lambda request: timing(request, 3).median), repeats)
