"""Everything that can be killed: a durable Postgres and Valkey of their own, API, workers, beat and the clients."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from app.embedded import applications
from app.embedded.ports import LOOPBACK, free_port
from app.embedded.postgres import PostgresServer
from app.embedded.process import ChildProcess
from app.embedded.valkey import ValkeyServer
from tests.chaos.plan import Plan
from tests.servers import migrate
from tests.stack import READY_TIMEOUT_S, SECRET_KEYS, answers

SWEEP_S = 1.0
CLAIM_S = 5.0
STALL_S = 15.0
_ENVIRONMENT = {
    "LMSEARCHER_BROKER_SWEEP_INTERVAL_S": f"{SWEEP_S:g}",
    "LMSEARCHER_RANKING_CLAIM_S": f"{CLAIM_S:g}",
    "LMSEARCHER_RANKING_STALL_TIMEOUT_S": f"{STALL_S:g}",
    "LMSEARCHER_RANKING_WAIT_S": "2",
    "LMSEARCHER_RANKING_WARM_UP": "default",
}
APPLICATIONS = ("api", "ranking", "io", "beat")
_DIES_WITHIN_S = 30


class Stack:
    """In `folder`, which is all its own. Processes are started by the thread that made it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs = folder / "logs"
        self.port = free_port()
        self.url = f"http://{LOOPBACK}:{self.port}"
        self.postgres = PostgresServer(folder / "postgres", log_path=self.logs / "postgres.log")
        self.valkey = ValkeyServer(folder / "valkey", log_path=self.logs / "valkey.log")
        self.processes: dict[str, ChildProcess] = {"postgres": self.postgres.process, "valkey": self.valkey.process}

    def __enter__(self) -> Self:
        """Returns when the API is ready. Raises StartError; everything is stopped then."""
        self.folder.chmod(0o711)  # Postgres of root may run as another user
        self.logs.mkdir()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self) -> None:
        self.postgres.start()
        self.valkey.start()
        migrate(self.postgres.url)
        urls = {"database_url": self.postgres.url, "redis_url": self.valkey.url}
        environment = (
            applications.application_environment(**urls, secret_keys=SECRET_KEYS, public_url=self.url) | _ENVIRONMENT
        )
        api = applications.api(environment, self.logs, port=self.port)
        for process in (api, *applications.workers(environment, self.logs)):
            self.processes[process.name] = process
            process.start()
        api.wait_until(lambda: answers(self.url), timeout_s=READY_TIMEOUT_S)

    def start(self, name: str) -> None:
        """Again, after a kill. Servers answer when it returns, the others have only been started."""
        {"postgres": self.postgres.start, "valkey": self.valkey.start}.get(name, self.processes[name].start)()

    def kill(self, name: str) -> None:
        """kill -9, and for Postgres the immediate shutdown: no checkpoint, the next start recovers from the log."""
        process = self.processes[name]
        if process.pid is None:
            raise AssertionError(f"{name} was not started")
        os.kill(process.pid, signal.SIGQUIT if name == "postgres" else signal.SIGKILL)
        deadline = time.monotonic() + _DIES_WITHIN_S
        while process.is_running():
            if time.monotonic() > deadline:
                raise AssertionError(f"{name} did not die")
            time.sleep(0.01)

    def start_clients(self, plan: Plan, jobs: Sequence[str], *, ends_at: float) -> list[Path]:
        """The client processes `client0`, ...; returns their journals."""
        plan_file = self.folder / "plan.json"
        plan.write(plan_file)
        journals = []
        for number in range(plan.processes):
            name, journal = f"client{number}", self.folder / f"client{number}.jsonl"
            threads = plan.clients // plan.processes + (number < plan.clients % plan.processes)
            options = {
                "--plan-file": plan_file,
                "--url": self.url,
                "--journal-file": journal,
                "--name": name,
                "--threads": threads,
                "--ends-at": ends_at,
            }
            arguments = [str(word) for option in options.items() for word in option]
            self.processes[name] = ChildProcess(
                name,
                [sys.executable, "-m", "tests.chaos.clients", *arguments, *jobs],
                log_path=self.logs / f"{name}.log",
                environment=os.environ,
                stop_timeout_s=1,
            )
            self.processes[name].start()
            journals.append(journal)
        return journals

    def clients_run(self) -> bool:
        return any(self.processes[name].is_running() for name in self.client_names)

    @property
    def client_names(self) -> list[str]:
        return [name for name in self.processes if name.startswith("client")]

    def stop_applications(self) -> None:
        """Everything but Postgres and Valkey."""
        processes = [p for name, p in self.processes.items() if name not in {"postgres", "valkey"}]
        for process in processes:
            process.ask_to_stop()
        for process in processes:
            process.stop()

    def stop(self) -> None:
        self.stop_applications()
        self.valkey.stop()
        self.postgres.stop()
