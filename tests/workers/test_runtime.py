"""A worker process holds one engine and one set of models, however many of its threads ask first."""

import runpy
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

import workers

THREADS = 8


@pytest.mark.usefixtures("_worker_environment")
def test_threads_that_ask_first_get_the_same() -> None:
    runtime = runpy.run_path(workers.__path__[0] + "/runtime.py")["runtime"]
    barrier = Barrier(THREADS)

    def ask(_: int) -> object:
        barrier.wait(10)
        return runtime()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            held = list(pool.map(ask, range(THREADS)))
    finally:
        sys.setswitchinterval(interval)
    assert len({id(one) for one in held}) == 1
