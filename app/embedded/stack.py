"""Starts everything in order, keeps it alive, stops it in the opposite order."""

import os
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from app.embedded import applications
from app.embedded.errors import PortInUseError
from app.embedded.lock import DataDirectoryLock
from app.embedded.ports import LOOPBACK, is_free
from app.embedded.postgres import PostgresServer
from app.embedded.process import ChildProcess
from app.embedded.secret_key import keys_of
from app.embedded.supervisor import Service, Supervisor
from app.embedded.valkey import ValkeyServer

_MIGRATION_TIMEOUT_S = 300
_API_TIMEOUT_S = 60
TICK_S = 0.5


class Stack:
    """Postgres, Valkey, API, ranking worker, io worker and beat over one data folder.

    Used as a context manager: entering returns when the API is ready (or `stopping` is set), leaving stops everything.
    """

    def __init__(self, data_dir: Path, *, port: int, stopping: threading.Event, report: Callable[[str], None]) -> None:
        """`report` gets one line per thing that the person at the terminal should know."""
        self.data_dir = data_dir.resolve()
        self.log_dir = self.data_dir / "logs"
        self.url = f"http://{LOOPBACK}:{port}"
        self._port = port
        self._stopping = stopping
        self._report = report
        self._running = ExitStack()
        self._applications: list[ChildProcess] = []

    def __enter__(self) -> Self:
        """Raises EmbeddedError when something does not come up; everything is stopped then."""
        with ExitStack() as running:
            self._start(running)
            self._running = running.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def tick(self) -> None:
        """To be called about every TICK_S: restarts what died.

        Raises:
            StartError: something dies again and again.
        """
        self._supervisor.tick()

    def _start(self, running: ExitStack) -> None:
        # Others may pass through (Postgres of root may run as another user) but see neither list nor logs.
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o711)
        self.log_dir.mkdir(exist_ok=True, mode=0o700)
        running.enter_context(DataDirectoryLock(self.data_dir))
        if not is_free(self._port):
            raise PortInUseError(f"port {self._port} is taken by another program: choose one with --port")
        postgres = PostgresServer(self.data_dir / "postgres", log_path=self.log_dir / "postgres.log")
        running.enter_context(postgres)
        valkey = ValkeyServer(self.data_dir / "valkey", log_path=self.log_dir / "valkey.log")
        running.enter_context(valkey)

        environment = applications.application_environment(
            database_url=postgres.url,
            redis_url=valkey.url,
            secret_keys=keys_of(self.data_dir),
            public_url=self.url,
            default_ranker=self._default_ranker(),
        )
        self._migrate(applications.migration(environment, self.log_dir))
        running.callback(self._stop_applications)
        api = applications.api(environment, self.log_dir, port=self._port)
        self._applications = [api, *applications.workers(environment, self.log_dir)]
        for process in self._applications:
            process.start()
        api.wait_until(lambda: self._stopping.is_set() or self._is_ready(), timeout_s=_API_TIMEOUT_S)
        self._supervisor = Supervisor(
            [
                Service(postgres.process, postgres.start),
                Service(valkey.process, valkey.start),
                *(Service(process, process.start) for process in self._applications),
            ],
            report=self._report,
        )

    def _default_ranker(self) -> str | None:
        """None: the settings' own. Without torch it could not be loaded, and every round would record a failure."""
        if find_spec("torch") is not None or "LMSEARCHER_RANKING_DEFAULT" in os.environ:
            return None
        self._report(
            "torch is not installed: jobs are ranked by `surrogate` unless they name another ranker. "
            "For `compact`: pip install 'lmsearcher-server[compact]'"
        )
        return "surrogate"

    def _migrate(self, migration: ChildProcess) -> None:
        migration.start()
        migration.wait_for_success(timeout_s=_MIGRATION_TIMEOUT_S)

    def _stop_applications(self) -> None:
        for process in self._applications:
            process.ask_to_stop()
        for process in self._applications:
            process.stop()

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
