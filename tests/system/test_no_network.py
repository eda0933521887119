"""A ranking worker needs no network but Postgres and Redis: it ranks while every other connection is refused."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lmsearcher import Client, SearchSpace
from sqlalchemy import make_url

from tests.servers import Servers
from tests.stack import running_stack
from tests.workers.ranking.tiny_llama import make_tiny_llama

# Python runs this at every start. libpq connects below Python; all that matters here, such as HTTP, does not.
GUARD = """
import os, sys

if "ranking" in sys.orig_argv:
    allowed = tuple(os.environ["ALLOWED_ADDRESS"].split(":"))

    def note(what):
        with open(os.environ["GUARD_LOG"], "a") as log:
            log.write(f"{what}\\n")

    def guard(event, arguments):
        if event in ("socket.connect", "socket.sendto"):
            address = arguments[1]
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            address = arguments
        else:
            return
        if isinstance(address, tuple) and tuple(map(str, address[:2])) != allowed:
            note(f"refused {event} {address[:2]}")
            raise PermissionError("no network")

    sys.addaudithook(guard)
    note(f"guarded {os.getpid()}")
"""


@dataclass(frozen=True, slots=True)
class Guarded:
    environment: dict[str, str]
    log: Path

    def said(self) -> list[str]:
        return [line.split()[0] for line in self.log.read_text().splitlines()]


@pytest.fixture
def guarded(redis_url: str, tmp_path: Path) -> Guarded:
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    log = tmp_path / "guard.log"
    redis = make_url(redis_url)
    environment = {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")])),
        "ALLOWED_ADDRESS": f"{redis.host}:{redis.port or 6379}",
        "GUARD_LOG": str(log),
    }
    return Guarded(environment, log)


def test_the_guard_refuses(guarded: Guarded) -> None:
    script = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    done = subprocess.run(
        [sys.executable, "-c", script, "ranking"],
        env={**os.environ, **guarded.environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "PermissionError: no network" in done.stderr
    assert guarded.said() == ["guarded", "refused"]


@pytest.fixture
def service(guarded: Guarded, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Client]:
    model = make_tiny_llama(tmp_path / "tiny")
    environment = {**guarded.environment, "LMSEARCHER_RANKING_LLMS": json.dumps({"tiny": str(model)})}
    servers = Servers(database_url, redis_url).apart("guarded", 7)
    with running_stack(servers, log_dir=tmp_path, environment=environment) as stack, Client(stack.url) as client:
        yield client


def test_a_worker_loads_and_ranks_without_a_network(service: Client, guarded: Guarded) -> None:
    space = SearchSpace().categorical("op", ["none", "conv", "pool"]).integer("depth", 1, 4)
    for ranker in ("llm:tiny", "compact", "surrogate", "auto"):
        job = service.jobs.create(space=space, metric="acc", max_trials=4, warmup=2, ranker=ranker)
        job.evaluate(lambda architecture: float(architecture["depth"]))
        decided = [(r.ranker, r.fallback_reason) for r in job.rounds() if r.source != "warmup"]
        assert decided
        assert {reason for _, reason in decided} == {None}
        assert {str(name).startswith(ranker) for name, _ in decided} == {True}
    assert set(guarded.said()) == {"guarded"}
