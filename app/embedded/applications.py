"""The processes of this project in the embedded stack: their commands and their environment."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from app.embedded.process import ChildProcess

_CELERY = ("celery", "-A", "workers.celery_app")
_RANKING_WORKER = (*_CELERY, "worker", "-Q", "ranking", "--pool=solo", "--concurrency=1", "-n", "ranking@%h")
# Threads are created when they are needed; most of them send callbacks (workers/tasks/callbacks.py).
_IO_WORKER = (*_CELERY, "worker", "-Q", "io,callbacks", "--pool=threads", "--concurrency=72", "-n", "io@%h")
# The schedule has only intervals, so there is no state to write to a file.
_BEAT = ("celery", "-A", "workers.beat", "beat", "-S", "workers.broker:SweepScheduler")
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_STOP_TIMEOUT_S = 10


def application_environment(
    *,
    database_url: str,
    redis_url: str,
    secret_keys: str | None = None,
    public_url: str | None = None,
    default_ranker: str | None = None,
) -> dict[str, str]:
    """The environment of all processes of the stack.

    Variables that the operator has set take precedence, except for the addresses and the mode.

    Args:
        database_url: The address of Postgres.
        redis_url: The address of Valkey.
        secret_keys: The keys that encrypt secrets, unless the operator has set some.
        public_url: The address for evaluators, unless the operator has set one.
        default_ranker: The default ranker, unless the operator has set one.
    """
    return {
        **dict.fromkeys(_ONE_THREAD, "1"),
        **({"LMSEARCHER_SECRET_KEYS": secret_keys} if secret_keys else {}),
        **({"LMSEARCHER_PUBLIC_URL": public_url} if public_url else {}),
        **({"LMSEARCHER_RANKING_DEFAULT": default_ranker} if default_ranker else {}),
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "LMSEARCHER_ENVIRONMENT": "embedded",
        "PYTHONUNBUFFERED": "1",
    }


def migration(environment: Mapping[str, str], log_dir: Path) -> ChildProcess:
    return _python("migrate", ("app.cli", "migrate"), environment, log_dir)


def api(environment: Mapping[str, str], log_dir: Path, *, port: int, number: int = 1) -> ChildProcess:
    """The API process with this number; several share the port."""
    name = "api" if number == 1 else f"api-{number}"
    return _python(name, ("app.serve", "--port", str(port)), environment, log_dir)


def workers(environment: Mapping[str, str], log_dir: Path) -> list[ChildProcess]:
    """The ranking worker, which ranks one round at a time, the worker for everything else, and the clock of the
    sweeps."""
    commands = {"ranking": _RANKING_WORKER, "io": _IO_WORKER, "beat": _BEAT}
    return [_python(name, command, environment, log_dir) for name, command in commands.items()]


def _python(name: str, module: tuple[str, ...], environment: Mapping[str, str], log_dir: Path) -> ChildProcess:
    return ChildProcess(
        name,
        [sys.executable, "-m", *module],
        log_path=log_dir / f"{name}.log",
        environment=environment,
        stop_timeout_s=_STOP_TIMEOUT_S,
        orphan_signal=signal.SIGKILL,  # whatever was in progress is a row that the next start picks up
    )
