"""A worker process has one engine and one set of models, however many threads start at the same time."""

import runpy
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

import workers

THREADS = 8


@pytest.mark.usefixtures("_worker_environment")
def test_simultaneous_threads_share_one_runtime() -> None:
    runtime = runpy.run_path(workers.__path__[0] + "/runtime.py")["runtime"]
    barrier = Barrier(THREADS)

    def build(_: int) -> object:
        barrier.wait(10)
        return runtime()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            built = list(pool.map(build, range(THREADS)))
    finally:
        sys.setswitchinterval(interval)
    assert len({id(one) for one in built}) == 1
