"""One search on a table: what has been evaluated, what is being evaluated, and the warm-up that all methods share.

`parallel` workers evaluate at a time, and every evaluation takes equally long: whenever the oldest one ends, the method
proposes another point, and sees all results so far and `parallel` - 1 points without one.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from app.domain.counting import SpaceCounter
from app.domain.goal import sign
from app.domain.history import Observation
from app.domain.ncode import format_ncode
from app.domain.pool import draw_uniform, pool_rng
from app.domain.search_space import Point
from benchmarks.quality.tables import Task

WARMUP = 5

Propose = Callable[["Search"], Iterator[Point]]
"""A method: an endless stream of points for a search that has had its warm-up. It reads the search before each."""


@dataclass
class Search:
    """observations: finished, in order, in the task's own unit; gains: the same, higher is better whatever the goal.

    seen: NCodes of what was ever started. seconds: what the method took for each of its proposals.
    """

    task: Task
    budget: int
    seed: int
    parallel: int = 1
    observations: list[Observation] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)
    pending: deque[Point] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)

    @cached_property
    def counter(self) -> SpaceCounter:
        return SpaceCounter(self.task.space)

    @property
    def finished(self) -> list[tuple[Point, float]]:
        """Points and gains in order of evaluation."""
        return [(o.point, gain) for o, gain in zip(self.observations, self.gains, strict=True)]

    def is_new(self, point: Point) -> bool:
        """Whether the point is allowed and was never started."""
        return self.task.space.violated(point) is None and format_ncode(self.task.space, point) not in self.seen

    def unseen(self, size: int, rng: np.random.Generator) -> list[Point]:
        """Distinct new architectures, uniformly; fewer only if fewer are left."""
        return draw_uniform(self.counter, size=size, seen=self.seen, seen_count=len(self.seen), rng=rng)

    def run(self, propose: Propose) -> None:
        """The warm-up, then the method's proposals until the budget is spent or the method has none left."""
        for point in self.unseen(min(WARMUP, self.budget), pool_rng(self.seed, 1)):
            self._start(point)
        while self.pending:
            self._finish()
        proposals = propose(self)
        while len(self.observations) + len(self.pending) < self.budget:
            if len(self.pending) == self.parallel:
                self._finish()
            started = time.perf_counter()
            try:
                point = next(proposals)
            except StopIteration:
                break
            self.seconds.append(time.perf_counter() - started)
            self._start(point)
        while self.pending:
            self._finish()

    def _start(self, point: Point) -> None:
        self.pending.append(point)
        self.seen.add(format_ncode(self.task.space, point))

    def _finish(self) -> None:
        point = self.pending.popleft()
        value = self.task.value(point)
        self.observations.append(Observation(point, value))
        self.gains.append(sign(self.task.goal) * value)
