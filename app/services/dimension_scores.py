"""How much each dimension matters, and how its options have done, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.db.models import Job
from app.domain.analysis.importance import importance
from app.domain.analysis.options import score_options
from app.domain.history import Goal
from app.services.figures.dimensions import Dimensions
from app.services.figures.figure import Asked


@dataclass(frozen=True, slots=True)
class OptionLine:
    name: str
    count: int
    mean: float
    best: float


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """share: of the scores' variance, None where nothing can be told. options: tried ones, the best mean first."""

    name: str
    share: float | None
    options: Sequence[OptionLine]
    left_out: int


def describe_dimensions(session: Session, job: Job, *, dimensions: int, options: int) -> Sequence[DimensionLine]:
    """The most important first. dimensions, options: how many at most, the second of each dimension."""
    seen = Dimensions.of(Asked(session, job))
    if not len(seen.scores):
        return []
    goal: Goal = "maximize" if job.goal == "maximize" else "minimize"
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
        ranked = sorted(tried_options, key=lambda line: line.mean, reverse=goal == "maximize")
        told = share if share == share else None  # noqa: PLR0124 - whether it is a number
        found.append(DimensionLine(seen.dimensions[d].name, told, ranked[:options], len(ranked[options:])))
    return sorted(found, key=lambda line: -1.0 if line.share is None else line.share, reverse=True)
