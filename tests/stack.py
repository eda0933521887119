"""The real processes on a database and a broker, for end-to-end tests that start, kill and restart them."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from app.embedded import applications
from app.embedded.ports import LOOPBACK, free_port
from app.embedded.process import ChildProcess
from tests.servers import Servers

READY_TIMEOUT_S = 60
SECRET_KEYS = "test:" + "A" * 43 + "="


@dataclass(frozen=True, slots=True)
class Stack:
    """url: of the API. processes: by name: api, ranking, io, beat."""

    url: str
    processes: dict[str, ChildProcess]

    def kill(self, name: str) -> None:
        """kill -9, and start it again."""
        process = self.processes[name]
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.start()

    def wait_until_ready(self) -> None:
        self.processes["api"].wait_until(lambda: answers(self.url), timeout_s=READY_TIMEOUT_S)


def answers(url: str) -> bool:
    """Whether the API at this address is ready."""
    try:
        return httpx2.get(f"{url}/readyz", timeout=2).status_code == 200
    except httpx2.TransportError:
        return False


@dataclass(frozen=True, slots=True)
class Api:
    """An API process alone."""

    url: str
    process: ChildProcess

    def start(self) -> None:
        self.process.start()
        self.process.wait_until(lambda: answers(self.url), timeout_s=READY_TIMEOUT_S)


@contextmanager
def running_api(servers: Servers, *, log_dir: Path, environment: dict[str, str] | None = None) -> Iterator[Api]:
    """Starts it, waits for it, stops it at the end."""
    port = free_port()
    variables = environment_of(servers, port) | (environment or {})
    api = Api(_url(port), applications.api(variables, log_dir, port=port))
    try:
        api.start()
        yield api
    finally:
        api.process.stop()


@contextmanager
def running_stack(
    servers: Servers,
    *,
    log_dir: Path,
    environment: dict[str, str] | None = None,
    api_environment: dict[str, str] | None = None,
) -> Iterator[Stack]:
    """Starts all processes, waits for the API, stops them at the end. No ranker is loaded before it is requested.

    Args:
        api_environment: Where the API's environment differs.
    """
    port = free_port()
    variables = environment_of(servers, port) | {"LMSEARCHER_RANKING_WARM_UP": "none"} | (environment or {})
    api = applications.api({**variables, **(api_environment or {})}, log_dir, port=port)
    stack = Stack(_url(port), {p.name: p for p in [api, *applications.workers(variables, log_dir)]})
    try:
        for process in stack.processes.values():
            process.start()
        stack.wait_until_ready()
        yield stack
    finally:
        for process in stack.processes.values():
            process.ask_to_stop()
        for process in stack.processes.values():
            process.stop()


def environment_of(servers: Servers, port: int) -> dict[str, str]:
    return applications.application_environment(
        database_url=servers.database_url,
        redis_url=servers.redis_url,
        secret_keys=SECRET_KEYS,
        public_url=_url(port),
    )


def _url(port: int) -> str:
    return f"http://{LOOPBACK}:{port}"
