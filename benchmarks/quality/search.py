"""One search on a table: what has been evaluated, in order, and the warm-up that all methods of a seed share."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from app.domain.counting import SpaceCounter
from app.domain.history import Observation
from app.domain.ncode import format_ncode
from app.domain.pool import draw_uniform, pool_rng
from app.domain.search_space import Point
from benchmarks.quality.tables import Task

WARMUP = 5


@dataclass
class Search:
    """Ends when `budget` evaluations are spent. observations: score in the task's own unit."""

    task: Task
    budget: int
    seed: int
    observations: list[Observation] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    @cached_property
    def counter(self) -> SpaceCounter:
        return SpaceCounter(self.task.space)

    @property
    def left(self) -> int:
        return self.budget - len(self.observations)

    def is_new(self, point: Point) -> bool:
        return format_ncode(self.task.space, point) not in self.seen

    def evaluate(self, point: Point) -> float:
        """Spends one evaluation, also on a repeat. Returns the gain: higher is better whatever the goal."""
        value = self.task.value(point)
        self.observations.append(Observation(point, value))
        self.seen.add(format_ncode(self.task.space, point))
        return value if self.task.goal == "maximize" else -value

    def unseen(self, size: int, rng: np.random.Generator) -> list[Point]:
        """Distinct new architectures, uniformly; fewer only if fewer are left."""
        return draw_uniform(self.counter, size=size, seen=self.seen, seen_count=len(self.seen), rng=rng)

    def warm_up(self) -> list[tuple[Point, float]]:
        """The first WARMUP architectures, drawn from the seed as round 1 of a job, with their gains."""
        points = self.unseen(min(WARMUP, self.budget), pool_rng(self.seed, 1))
        return [(point, self.evaluate(point)) for point in points]
