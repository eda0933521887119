"""The service under measurement: all its processes, and one durable Postgres that Optuna's database is on as well."""

import json
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import sessionmaker

from app.clock import database_now
from app.db.models import DEFAULT_PROJECT_ID
from app.db.session import session_scope
from app.domain.keys import Scope
from app.embedded import applications
from app.embedded.ports import LOOPBACK, free_port
from app.embedded.postgres import url_of_running
from app.embedded.stack import Stack
from app.services.access.keys import create_key
from app.services.access.principal import operator
from benchmarks.service.clients import prepare
from benchmarks.service.crowd import measure
from benchmarks.service.jobs import check_stored, make_job
from benchmarks.service.measurement import Measurement, Setting

CLIENT_PROCESSES = 2
QUEUED_PER_S = 3_000
"""Ready trials for every second of a measurement: more than one API process can hand out."""
FURTHER = 100_000
"""Trials left in a job whose trials are ranked: more than can be."""
RANKERS_READY_S = 300
READY_S = 60


QUOTA_REQUESTS_PER_S = 100_000
"""Of the production mode: requests are counted, and none is refused."""


@dataclass(frozen=True, slots=True)
class Service:
    """url: of the API. engine: on its database. environment: of its processes. key: of its clients, where needed."""

    url: str
    engine: Engine
    environment: Mapping[str, str]
    key: str | None = None


def url_at(port: int) -> str:
    return f"http://{LOOPBACK}:{port}"


@contextmanager
def running_service() -> Iterator[Service]:
    """Starts everything in a temporary folder, waits until all rankers are loaded, stops everything at the end.

    Raises EmbeddedError, and TimeoutError if a ranker is not loaded in time.
    """
    with tempfile.TemporaryDirectory(prefix="lmsearcher-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # Postgres of root may run as another user
        stack = Stack(folder, port=free_port(), stopping=threading.Event(), report=typer.echo)
        with stack:
            database_url = url_of_running(folder / "postgres")
            if database_url is None:
                raise RuntimeError("Postgres does not run")
            engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"))
            try:
                _await_rankers(stack.url)
                yield Service(stack.url, engine, stack.environment)
            finally:
                engine.dispose()


@contextmanager
def in_production(service: Service) -> Iterator[Service]:
    """A further API process in production mode: with keys, quotas and limits of rates. Raises StartError."""
    mode = {"LMSEARCHER_ENVIRONMENT": "production", "LMSEARCHER_QUOTA_REQUESTS_PER_S": str(QUOTA_REQUESTS_PER_S)}
    with tempfile.TemporaryDirectory() as logs:
        port, environment = free_port(), {**service.environment, **mode}
        api = applications.api(environment, Path(logs), port=port)
        api.start()
        try:
            api.wait_until(lambda: answers(url_at(port)), timeout_s=READY_S)
            yield Service(url_at(port), service.engine, environment, _new_key(service.engine))
        finally:
            api.stop()


def _new_key(engine: Engine) -> str:
    """A key with the scope evaluate."""
    with session_scope(sessionmaker(engine), DEFAULT_PROJECT_ID) as session:
        made = create_key(
            session,
            operator(DEFAULT_PROJECT_ID),
            name="benchmark",
            scopes=[Scope.EVALUATE],
            lifetime_s=None,
            environment="benchmark",
            now=database_now(session),
        )
        return made.text


def answers(url: str) -> bool:
    """Whether the API at this address is ready."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def measure_service(
    service: Service, setting: Setting, *, ranked: bool, seconds: float, warm_up_s: float
) -> Measurement:
    """Trials drawn before, or, `ranked`, each by a round of the compact ranker. Raises ResultsLostError."""
    queued = 0 if ranked else round(QUEUED_PER_S * (warm_up_s + seconds))
    job = make_job(
        service.engine,
        existing=setting.existing,
        queued=queued,
        further=FURTHER if ranked else 0,
        max_parallel=setting.clients,
    )
    names = [f"client{number}" for number in range(setting.clients)]
    members = [(service.url, str(job), tuple(names[p::CLIENT_PROCESSES]), service.key) for p in range(CLIENT_PROCESSES)]
    reported, measurement = measure(prepare, members, warm_up_s=warm_up_s, seconds=seconds, ready_s=READY_S)
    check_stored(service.engine, job, reported, existing=setting.existing)
    return measurement


def _await_rankers(url: str) -> None:
    deadline = time.monotonic() + RANKERS_READY_S
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{url}/v1/rankers", timeout=10) as answer:  # noqa: S310  our own address
            if all(ranker["state"] == "ready" for ranker in json.load(answer)["items"]):
                return
        time.sleep(0.2)
    raise TimeoutError(f"not all rankers were loaded within {RANKERS_READY_S} s")
