"""The embedded stack: starts everything in order, keeps it running, and stops it in the opposite order."""

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

from pydantic import ValidationError

from app.embedded import applications
from app.embedded.errors import StartError
from app.embedded.lock import DataDirectoryLock
from app.embedded.ports import LOOPBACK, reserved
from app.embedded.postgres import MAX_CONNECTIONS, PostgresServer
from app.embedded.process import ChildProcess
from app.embedded.secret_key import keys_of
from app.embedded.supervisor import Service, Supervisor
from app.embedded.valkey import ValkeyServer
from app.settings import ApiSettings

_MIGRATION_TIMEOUT_S = 300
_API_TIMEOUT_S = 60
TICK_S = 0.5
CONNECTIONS_OF_AN_API_PROCESS = 50
"""The most to Postgres with the default LMSEARCHER_DATABASE_POOL_SIZE, and some to spare."""


class Stack:
    """Postgres, Valkey, API, ranking worker, io worker and beat with one data folder.

    It is a context manager. Entering it returns when the API is ready, or when `stopping` is set; leaving it stops
    everything.
    """

    def __init__(self, data_dir: Path, *, port: int, stopping: threading.Event, report: Callable[[str], None]) -> None:
        """Prepares the stack; entering it starts it.

        Args:
            data_dir: The data folder.
            port: The port of the API.
            stopping: Ends the wait for the API when it is set.
            report: Receives each line that the user at the terminal should see.
        """
        self.data_dir = data_dir.resolve()
        self.log_dir = self.data_dir / "logs"
        self.url = f"http://{LOOPBACK}:{port}"
        self._port = port
        self._stopping = stopping
        self._report = report
        self._running = ExitStack()
        self._applications: list[ChildProcess] = []
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Starts everything. Raises EmbeddedError if something does not start; everything is stopped then."""
        with ExitStack() as running:
            self._start(running)
            self._running = running.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def tick(self) -> None:
        """Restarts processes that have died. Call it about every TICK_S seconds.

        Raises:
            StartError: A process dies again and again.
        """
        self._supervisor.tick()

    def _start(self, running: ExitStack) -> None:
        # Root's Postgres runs as another user: others may open files below this folder, but not list it or read logs.
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o711)
        self.log_dir.mkdir(exist_ok=True, mode=0o700)
        running.enter_context(DataDirectoryLock(self.data_dir))
        running.enter_context(reserved(self._port))
        api_processes = _api_processes()
        postgres = PostgresServer(
            self.data_dir / "postgres",
            log_path=self.log_dir / "postgres.log",
            max_connections=MAX_CONNECTIONS + CONNECTIONS_OF_AN_API_PROCESS * (api_processes - 1),
        )
        running.enter_context(postgres)
        valkey = ValkeyServer(self.data_dir / "valkey", log_path=self.log_dir / "valkey.log")
        running.enter_context(valkey)

        self.environment = environment = applications.application_environment(
            database_url=postgres.url,
            redis_url=valkey.url,
            secret_keys=keys_of(self.data_dir),
            public_url=self.url,
            default_ranker=self._default_ranker(),
        )
        self._migrate(applications.migration(environment, self.log_dir))
        running.callback(self._stop_applications)
        numbers = range(1, api_processes + 1)
        apis = [applications.api(environment, self.log_dir, port=self._port, number=number) for number in numbers]
        self._applications = [*apis, *applications.workers(environment, self.log_dir)]
        for process in self._applications:
            process.start()
        apis[0].wait_until(lambda: self._stopping.is_set() or self._is_ready(), timeout_s=_API_TIMEOUT_S)
        self._supervisor = Supervisor(
            [
                Service(postgres.process, postgres.start),
                Service(valkey.process, valkey.start),
                *(Service(process, process.start) for process in self._applications),
            ],
            report=self._report,
        )

    def _default_ranker(self) -> str | None:
        """The default ranker of this stack; None leaves it to the settings.

        Without torch, `compact` could not be loaded, and every round would record a failure.
        """
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


def _api_processes() -> int:
    try:
        return ApiSettings().processes
    except ValidationError as error:
        raise StartError(f"LMSEARCHER_API_PROCESSES: {error.errors()[0]['msg']}") from None
