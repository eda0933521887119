"""What figures about dimensions start from."""

from dataclasses import dataclass

import numpy as np

from app.db.repositories.analysis import AnalysisRepository
from app.domain.analysis.completed import Floats, Ints
from app.domain.analysis.importance import importance
from app.domain.analysis.levels import INACTIVE, read_levels
from app.domain.dimension import Dimension
from app.domain.ncode import widths
from app.services.figures.figure import Asked
from app.services.figures.wording import count
from app.services.spaces import space_of


@dataclass(frozen=True, slots=True)
class Dimensions:
    """levels: [trials, dimensions], as read_levels. numbers, scores: [trials]. One in `step` trials was read."""

    dimensions: tuple[Dimension, ...]
    levels: Ints
    numbers: Ints
    scores: Floats
    step: int

    @classmethod
    def of(cls, asked: Asked) -> "Dimensions":
        space = space_of(asked.job).space
        encoded = AnalysisRepository(asked.session).encoded(asked.job, length=sum(widths(space)))
        levels = read_levels(space, encoded.digits)
        return cls(space.dimensions, levels, encoded.numbers, encoded.scores, encoded.step)

    @property
    def trials(self) -> str:
        """For readings."""
        return count(len(self.scores), "completed trial") + (f", one in {self.step}" if self.step > 1 else "")

    def shares(self) -> Floats:
        """Importance of each dimension; 0 where nothing can be told."""
        return np.nan_to_num(importance(self.levels, self.scores))

    def most_important(self, limit: int) -> list[int]:
        """Numbers of the dimensions to show, in the space's order."""
        if len(self.dimensions) <= limit:
            return list(range(len(self.dimensions)))
        return sorted(np.argsort(-self.shares(), kind="stable")[:limit].tolist())

    def option(self, dimension: int, level: int) -> str:
        """As text."""
        return "inactive" if level == INACTIVE else str(self.dimensions[dimension].options[level])
