"""The completed trials of a job as columns, with one row for each trial."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Completed:
    """The completed trials; every column has the shape [trials].

    Args:
        numbers: The numbers of the trials.
        sources: What decided on each trial.
        scores: The scores, in the unit of the metric.
        finished_s: When each trial finished, in seconds since 1970.
    """

    numbers: Ints
    sources: Texts
    scores: Floats
    finished_s: Floats

    def __len__(self) -> int:
        return len(self.numbers)

    def at(self, places: Ints) -> Self:
        return type(self)(*(getattr(self, field.name)[places] for field in fields(self)))
