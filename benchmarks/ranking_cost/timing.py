"""How long something takes: wall clock and processor time, again and again, on a set number of threads."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from threadpoolctl import threadpool_limits


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of every repeat. Processor time is that of all threads of this process."""

    wall: tuple[float, ...]
    processor: tuple[float, ...]

    @property
    def median(self) -> float:
        return float(np.median(self.wall))

    @property
    def processor_median(self) -> float:
        return float(np.median(self.processor))

    def __str__(self) -> str:
        """Median and, in brackets, the 10 % and 90 % quantiles of the wall clock."""
        low, high = np.quantile(self.wall, [0.1, 0.9])
        return f"{self.median:.3g} [{low:.3g}, {high:.3g}]"


def measure(action: Callable[[], object], *, repeats: int, rehearsals: int = 1) -> Timing:
    """`rehearsals` calls that do not count, then `repeats` that do."""
    for _ in range(rehearsals):
        action()
    wall, processor = [], []
    for _ in range(repeats):
        began, began_processor = time.perf_counter(), time.process_time()
        action()
        wall.append(1e3 * (time.perf_counter() - began))
        processor.append(1e3 * (time.process_time() - began_processor))
    return Timing(tuple(wall), tuple(processor))


@contextmanager
def threads(count: int) -> Iterator[None]:
    """torch and the linear algebra of numpy and scipy on so many threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        with threadpool_limits(count):
            yield
    finally:
        torch.set_num_threads(before)
