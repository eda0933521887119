"""The log of a real process: every line of a request has its id, and every request has one line of its own."""

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy.orm import sessionmaker

from app.db.models import DEFAULT_PROJECT_ID
from app.db.session import make_engine
from app.embedded.ports import free_port
from app.embedded.process import ChildProcess
from app.services.access.keys import MadeKey
from tests.builders import job_body
from tests.keys import bearer, new_key
from tests.servers import Servers
from tests.settings import settings_of
from tests.stack import READY_TIMEOUT_S, answers, environment_of

Line = dict[str, Any]


@dataclass(frozen=True)
class Chatty:
    http: httpx2.Client
    log_path: Path

    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.log_path.read_text().splitlines()]

    def of(self, request_id: str) -> list[Line]:
        return [line for line in self.lines() if line.get("request_id") == request_id]

    def ended(self, request_id: str) -> Line:
        """The one line of the access log; it is written after the answer has been sent."""
        end = time.monotonic() + 20
        while not (found := [line for line in self.of(request_id) if line["logger"] == "access"]):
            assert time.monotonic() < end, self.lines()[-5:]
            time.sleep(0.02)
        [line] = found
        return line


@contextmanager
def chatty(servers: Servers, folder: Path, **environment: str) -> Iterator[Chatty]:
    """uvicorn as one starts it who has read nothing: with its own access log."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tests.system.chatty_app:create_app", "--factory", "--port", str(port)]
    variables = {**environment_of(servers, port), "LMSEARCHER_LIMITS_EVENT_STREAM_S": "1", **environment}
    process = ChildProcess("api", command, log_path=folder / "api.log", environment=variables)
    process.start()
    try:
        url = f"http://127.0.0.1:{port}"
        process.wait_until(lambda: answers(url), timeout_s=READY_TIMEOUT_S)
        # uvicorn closes the connection of a request that failed, which may be in use again by then.
        once = httpx2.Limits(max_keepalive_connections=0)
        with httpx2.Client(base_url=url, timeout=30, limits=once) as http:
            yield Chatty(http, process.log_path)
    finally:
        process.stop()


@pytest.fixture(scope="module")
def servers(database_url: str, redis_url: str) -> Servers:
    return Servers(database_url, redis_url).apart("request_logs", 9)


@pytest.fixture(scope="module")
def api(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chatty]:
    with chatty(servers, tmp_path_factory.mktemp("chatty"), LMSEARCHER_ENVIRONMENT="production") as started:
        yield started


@pytest.fixture(scope="module")
def key(servers: Servers) -> MadeKey:
    engine = make_engine(settings_of(servers))
    made = new_key(sessionmaker(engine, expire_on_commit=False))
    engine.dispose()
    return made


def test_every_line_of_a_request_has_its_id(api: Chatty, key: MadeKey) -> None:
    paths = {"thread": "/test/thread", "fault": "/test/fault", "sql": "/v1/jobs"}
    requests = [(f"{name}-{i}", path) for i in range(5) for name, path in paths.items()]

    def ask(request: tuple[str, str]) -> None:
        api.http.get(request[1], headers={"X-Request-ID": request[0], **bearer(key)})

    before = len(api.lines())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, requests))
    for request_id, _ in requests:
        api.ended(request_id)
    for i in range(5):
        assert {"own", "library", "access"} <= {line["logger"] for line in api.of(f"thread-{i}")}
        assert {"app.web.errors", "uvicorn.error", "access"} <= {line["logger"] for line in api.of(f"fault-{i}")}
        assert {"sqlalchemy.engine.Engine", "access"} <= {line["logger"] for line in api.of(f"sql-{i}")}
    assert not [line for line in api.lines()[before:] if "request_id" not in line]


def test_a_request_has_one_line_that_says_whose_it_was(api: Chatty, key: MadeKey) -> None:
    api.http.get("/v1/jobs?limit=7", headers={"X-Request-ID": "known", **bearer(key)})
    line = api.ended("known")
    assert line.pop("timestamp")
    assert line.pop("ms") > 0
    assert line == {
        "logger": "access",
        "level": "info",
        "event": "request",
        "request_id": "known",
        "method": "GET",
        "path": "/v1/jobs",
        "status": 200,
        "address": "127.0.0.1",
        "project": str(DEFAULT_PROJECT_ID),
        "actor": key.row.public_id,
    }
    assert "limit=7" not in api.log_path.read_text()


@pytest.mark.parametrize(
    ("path", "status"), [("/v1/jobs?key=lmsk_test", 401), ("/nowhere", 404), ("/test/fault", 500), ("/livez", 200)]
)
def test_a_request_of_a_stranger_has_a_line_too(api: Chatty, path: str, status: int) -> None:
    request_id = f"stranger-{status}"
    assert api.http.get(path, headers={"X-Request-ID": request_id}).status_code == status
    line = api.ended(request_id)
    assert (line["path"], line["status"], "actor" in line) == (path.partition("?")[0], status, False)


def test_streams_and_long_polls_are_logged_when_they_end(api: Chatty, key: MadeKey) -> None:
    headers = bearer(key)
    job = api.http.post("/v1/jobs", json=job_body(budget={"max_trials": 5, "max_parallel": 1}), headers=headers)
    job_path = f"/v1/jobs/{job.json()['id']}"
    with api.http.stream("GET", f"{job_path}/events", headers={"X-Request-ID": "stream", **headers}) as events:
        chunks = events.iter_raw()
        next(chunks)
        assert not [line for line in api.of("stream") if line["logger"] == "access"]
        list(chunks)
    assert api.ended("stream")["ms"] > 900
    for worker, request_id in (("a", "leases"), ("b", "waits")):
        lease = {"worker": worker, "wait_s": 1}
        api.http.post(f"{job_path}/trials/lease", json=lease, headers={"X-Request-ID": request_id, **headers})
    assert api.ended("leases")["ms"] < 900 < api.ended("waits")["ms"]


def test_no_request_has_a_line_where_the_operator_wants_none(servers: Servers, tmp_path: Path) -> None:
    with chatty(servers, tmp_path, LMSEARCHER_LOG_ACCESS="false") as silent:
        silent.http.get("/test/thread", headers={"X-Request-ID": "thread"})
        silent.http.get("/test/fault", headers={"X-Request-ID": "fault"})
        assert {line["logger"] for line in silent.of("thread")} == {"own", "library"}
        assert not [line for line in silent.lines() if "access" in line["logger"]]
