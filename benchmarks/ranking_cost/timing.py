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

    wall_ms: tuple[float, ...]
    processor: tuple[float, ...]

    @property
    def median(self) -> float:
        return float(np.median(self.wall_ms))

    @property
    def processor_median(self) -> float:
        return float(np.median(self.processor))

    def __str__(self) -> str:
        """Median and, in brackets, the 10 % and 90 % quantiles of the wall clock."""
        middle, low, high = (
            f"{x:,.0f}" if x >= 1_000 else f"{x:.3g}" for x in np.quantile(self.wall_ms, [0.5, 0.1, 0.9])
        )
        return f"{middle} [{low}, {high}]"


def measure(action: Callable[[], object], *, repeats: int, warm_ups: int = 1) -> Timing:
    """`warm_ups` calls that do not count, then `repeats` that do."""
    for _ in range(warm_ups):
        action()
    wall_ms, processor = [], []
    for _ in range(repeats):
        began, began_processor = time.perf_counter(), time.process_time()
        action()
        wall_ms.append(1e3 * (time.perf_counter() - began))
        processor.append(1e3 * (time.process_time() - began_processor))
    return Timing(tuple(wall_ms), tuple(processor))


@contextmanager
def threads(count: int) -> Iterator[None]:
    """torch on so many threads; the linear algebra of numpy and scipy on one, as in a worker of the embedded mode."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        with threadpool_limits(1, user_api="blas"):
            yield
    finally:
        torch.set_num_threads(before)
