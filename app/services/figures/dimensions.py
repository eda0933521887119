"""The data of all figures about dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from app.db.models import Job
from app.db.repositories.analysis import AnalysisRepository
from app.domain.analysis.completed import Floats, Ints
from app.domain.analysis.options import INACTIVE, importance, read_levels, score_options
from app.domain.dimension import Dimension
from app.domain.goal import sign
from app.domain.ncode import widths
from app.services.figures.figure import FigureRequest
from app.services.figures.vega import count
from app.services.spaces import space_of


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The completed trials by dimension.

    Args:
        dimensions: The dimensions of the space.
        levels: The option indices as read_levels gives them; the shape is [trials, dimensions].
        numbers: The numbers of the trials; the shape is [trials].
        scores: The scores; the shape is [trials].
        step: One in this many trials was read.
    """

    dimensions: tuple[Dimension, ...]
    levels: Ints
    numbers: Ints
    scores: Floats
    step: int

    @classmethod
    def of(cls, request: FigureRequest) -> "Dimensions":
        space = space_of(request.job).space
        encoded = AnalysisRepository(request.session).encoded(request.job, length=sum(widths(space)))
        levels = read_levels(space, encoded.digits)
        return cls(space.dimensions, levels, encoded.numbers, encoded.scores, encoded.step)

    @property
    def trials(self) -> str:
        """The number of trials as text for a reading."""
        return count(len(self.scores), "completed trial") + (f", one in {self.step}" if self.step > 1 else "")

    def shares(self) -> Floats:
        """The importance of each dimension; 0 where it cannot be estimated."""
        return np.nan_to_num(importance(self.levels, self.scores))

    def most_important(self, limit: int) -> list[int]:
        """The numbers of the most important dimensions, in the order of the space."""
        if len(self.dimensions) <= limit:
            return list(range(len(self.dimensions)))
        return sorted(np.argsort(-self.shares(), kind="stable")[:limit].tolist())

    def option(self, dimension: int, level: int) -> str:
        """The option with this level, as text."""
        return "inactive" if level == INACTIVE else str(self.dimensions[dimension].options[level])


@dataclass(frozen=True, slots=True)
class OptionLine:
    name: str
    count: int
    mean: float
    best: float


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """A dimension in the dashboard.

    Args:
        name: The name of the dimension.
        share: The share of the variance of the scores; None where it cannot be estimated.
        options: The options that have been tried, the best mean first.
        left_out: How many tried options are not among these.
    """

    name: str
    share: float | None
    options: Sequence[OptionLine]
    left_out: int


def describe_dimensions(session: Session, job: Job, *, dimensions: int, options: int) -> Sequence[DimensionLine]:
    """At most `dimensions` dimensions, the most important first, with at most `options` options each."""
    seen = Dimensions.of(FigureRequest(session, job))
    if not len(seen.scores):
        return []
    goal = job.goal
    shown = seen.most_important(dimensions)
    levels = seen.levels[:, shown]
    shares = importance(levels, seen.scores)
    counts = tuple(len(seen.dimensions[d].options) for d in shown)
    lines: list[list[OptionLine]] = [[] for _ in shown]
    for tried in score_options(levels, seen.scores, option_counts=counts, goal=goal):
        if tried.mean is not None and tried.best is not None:
            name = seen.option(shown[tried.dimension], tried.option)
            lines[tried.dimension].append(OptionLine(name, tried.count, tried.mean, tried.best))
    found = []
    for d, share, tried_options in zip(shown, shares.tolist(), lines, strict=True):
        ranked = sorted(tried_options, key=lambda line: -sign(goal) * line.mean)
        known = share if share == share else None  # noqa: PLR0124 - whether it is a number
        found.append(DimensionLine(seen.dimensions[d].name, known, ranked[:options], len(ranked[options:])))
    return sorted(found, key=lambda line: -1.0 if line.share is None else line.share, reverse=True)
