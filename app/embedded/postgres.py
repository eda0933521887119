"""Postgres from a wheel: one database in a folder, on a loopback port, with a password stored beside the data."""

import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from app.embedded.errors import StartError
from app.embedded.identity import give_to_unprivileged, unprivileged
from app.embedded.ports import LOOPBACK, free_port
from app.embedded.process import ChildProcess
from app.embedded.wheels import postgres_binaries

_NAME = "lmsearcher"
_INITDB_TIMEOUT_S = 120
# Crash recovery replays the write-ahead log first, so this is long; a clean start takes a tenth of a second.
_START_TIMEOUT_S = 60
# If the postmaster was killed, its last children may use the folder for some seconds.
_FOLDER_BUSY_S = 10
MAX_CONNECTIONS = 100
"""Postgres's own default."""


def url_of_running(data_dir: Path) -> str | None:
    """The address of the server that runs, or ran last, in this folder. None if it was stopped or cannot be read."""
    try:
        port = (data_dir / "cluster" / "postmaster.pid").read_text().splitlines()[3]  # as Postgres documents the file
        return _url((data_dir / "password").read_text(), int(port))
    except (OSError, IndexError, ValueError):
        return None


def _url(password: str, port: int) -> str:
    return f"postgresql://{_NAME}:{password}@{LOOPBACK}:{port}/{_NAME}"


class PostgresServer:
    """A Postgres in `data_dir`/cluster. With `durable=False` it is faster but does not survive a crash (for tests)."""

    def __init__(
        self,
        data_dir: Path,
        *,
        durable: bool = True,
        log_path: Path | None = None,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        self._folder = data_dir.resolve()
        self._cluster = self._folder / "cluster"
        self._password_file = self._folder / "password"
        self._log_path = log_path or self._folder / "postgres.log"
        self._durable = durable
        self._max_connections = max_connections
        self.port = free_port()
        self.process = ChildProcess(
            "postgres",
            unprivileged(self._command()),
            log_path=self._log_path,
            stop_signal=signal.SIGINT,  # "fast shutdown": sessions are ended, data is checkpointed
            orphan_signal=signal.SIGINT,
            stop_timeout_s=30,
        )

    @property
    def url(self) -> str:
        """The address of the database, `postgresql://...`; it can be read after the first start."""
        return _url(self._password_file.read_text(), self.port)

    def start(self) -> None:
        """Starts the server and waits until it responds. Creates the database if the folder is new.

        Raises:
            StartError: The server did not start; the message has the end of its log.
        """
        if not self._cluster.exists():
            self._create_cluster()
        self._await_former_owner()
        self.process.start()
        self.process.wait_until(self._answers, timeout_s=_START_TIMEOUT_S)
        self._create_database()

    def stop(self) -> None:
        self.process.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _command(self) -> list[str]:
        options = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "max_connections": str(self._max_connections),
            "unix_socket_directories": "",
            "timezone": "UTC",
        }
        if not self._durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = [f"--{name}={value}" for name, value in options.items()]
        return [str(postgres_binaries() / "postgres"), "-D", str(self._cluster), *flags]

    def _create_cluster(self) -> None:
        """Creates the cluster under another name and renames it, so that an interrupted creation is not used as a
        database."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self._folder / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_urlsafe(24))
        give_to_unprivileged(self._folder)
        command = [
            str(postgres_binaries() / "initdb"),
            f"--pgdata={unfinished}",
            f"--username={_NAME}",
            f"--pwfile={self._password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            *([] if self._durable else ["--no-sync"]),
        ]
        done = subprocess.run(  # noqa: S603 - our own command
            unprivileged(command), capture_output=True, text=True, check=False, timeout=_INITDB_TIMEOUT_S
        )
        if done.returncode != 0:
            raise StartError(f"initdb could not create {self._cluster}:\n{done.stderr.strip()}")
        unfinished.rename(self._cluster)

    def _create_database(self) -> None:
        with psycopg.connect(self._maintenance_url(), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_NAME]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_NAME)))

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._maintenance_url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _await_former_owner(self) -> None:
        """Waits until no Postgres process works in the folder of the cluster, then deletes `postmaster.pid`.

        The file is then a leftover. Its process id may belong to another program by now, and Postgres would take that
        for a running server and refuse to start.
        """
        import psutil  # noqa: PLC0415  images, which have an import of this module but no servers, do without

        deadline = time.monotonic() + _FOLDER_BUSY_S
        while any(process.info["cwd"] == str(self._cluster) for process in psutil.process_iter(["cwd"])):
            if time.monotonic() > deadline:
                raise StartError(f"another Postgres is running in {self._cluster}")
            time.sleep(0.1)
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)

    def _maintenance_url(self) -> str:
        return self.url.removesuffix(_NAME) + "postgres"
