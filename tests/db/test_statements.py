"""Statements that are built once and shared by all threads are the same in whichever thread they are compiled first."""

import runpy
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import psycopg

from app.db.repositories import trials

THREADS = 6
TIMES = 40


@pytest.mark.parametrize("name", [name for name, value in vars(trials).items() if isinstance(value, Executable)])
def test_threads_that_compile_it_at_once_get_the_same(name: str) -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            texts = {text for _ in range(TIMES) for text in _compiled_at_once(name, pool)}
    finally:
        sys.setswitchinterval(interval)
    assert len(texts) == 1


def _compiled_at_once(name: str, pool: ThreadPoolExecutor) -> set[str]:
    """SQL of a statement that was not compiled before."""
    statement = runpy.run_path(trials.__file__)[name]
    barrier = Barrier(THREADS)

    def compile_it(_: int) -> str:
        barrier.wait(10)
        return str(statement.compile(dialect=psycopg.dialect()))  # type: ignore[no-untyped-call]

    return set(pool.map(compile_it, range(THREADS)))
