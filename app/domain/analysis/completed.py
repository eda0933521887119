"""The completed trials of a job as columns, one row a trial."""

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
    """numbers, sources, scores, finished_s (seconds since 1970): [trials]."""

    numbers: Ints
    sources: Texts
    scores: Floats
    finished_s: Floats

    def __len__(self) -> int:
        return len(self.numbers)

    def at(self, places: Ints) -> Self:
        return type(self)(*(getattr(self, field.name)[places] for field in fields(self)))
