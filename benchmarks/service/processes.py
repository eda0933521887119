"""How long each process takes to start, and the memory that it has then."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil

from app.embedded import applications
from app.embedded.ports import free_port
from app.embedded.process import ChildProcess
from benchmarks.service.service import Service, answers, url_at

STARTED_S = 60
SETTLED_S = 3.0
"""After the start, before the memory is read."""
_READY_LINES = {"ranking": " ready.", "io": " ready.", "beat": "beat: Starting"}


class ProcessFigures(NamedTuple):
    """start_s: from the command to the first answer, or to the line of the log that says so. memory_mb: resident."""

    name: str
    start_s: float
    memory_mb: float


def measure_processes(service: Service, folder: Path) -> list[ProcessFigures]:
    """One process of each kind, started beside the running ones. Raises StartError."""
    port = free_port()
    kinds = [
        applications.api(service.environment, folder, port=port),
        *applications.workers(service.environment, folder),
    ]
    return [_measure(process, _readiness(process, url_at(port))) for process in kinds]


def _measure(process: ChildProcess, ready: Callable[[], bool]) -> ProcessFigures:
    began_at = time.monotonic()
    process.start()
    try:
        process.wait_until(ready, timeout_s=STARTED_S)
        start_s = time.monotonic() - began_at
        time.sleep(SETTLED_S)
        memory = psutil.Process(process.pid).memory_info().rss
    finally:
        process.stop()
    return ProcessFigures(process.name, start_s, memory / 1e6)


def _readiness(process: ChildProcess, url: str) -> Callable[[], bool]:
    line = _READY_LINES.get(process.name)
    return (lambda: answers(url)) if line is None else (lambda: line in process.log_path.read_text())
