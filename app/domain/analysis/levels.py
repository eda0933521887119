"""Which option of each dimension a trial has, for many trials at once."""

import numpy as np
from numpy.typing import NDArray

from app.domain.analysis.completed import Ints
from app.domain.ncode import widths
from app.domain.search_space import SearchSpace

INACTIVE = -1


def read_levels(space: SearchSpace, digits: NDArray[np.uint8]) -> Ints:
    """int64 [trials, dimensions]: option indices, INACTIVE where the conditions switch a dimension off.

    digits: 0 to 9, [trials, length of an NCode]; of valid NCodes (our own).
    """
    layout = widths(space)
    starts = np.cumsum([0, *layout[:-1]])
    levels = np.zeros((len(digits), len(layout)), dtype=np.int64)
    for d, (start, width) in enumerate(zip(starts, layout, strict=True)):
        for digit in digits[:, start : start + width].T:
            levels[:, d] = levels[:, d] * 10 + digit
    for d in space.order:
        if d in space.condition_of:
            held = [np.isin(levels[:, parent], list(options)) for parent, options in space.condition_of[d]]
            levels[~np.logical_and.reduce(held), d] = INACTIVE
    return levels
