"""Even samples."""

import numpy as np

from app.domain.analysis.completed import Ints


def evenly(count: int, limit: int) -> Ints:
    """At most `limit` (2 or more) of the places 0 to count - 1, ascending, the first and the last among them."""
    return np.linspace(0, count - 1, min(count, limit)).round().astype(np.int64)
