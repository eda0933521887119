"""Broker and database stop and come back, under a running search; its servers are the test's own."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import redis
from lmsearcher import Client

from app.embedded.postgres import PostgresServer
from app.embedded.process import ChildProcess
from app.embedded.valkey import ValkeyServer
from tests.builders import CELLS, job_body
from tests.servers import Servers, migrate
from tests.stack import Stack, running_stack

SWEEP_S = 1.0
RECONNECT_S = 2.0
SLACK_S = 4.0
"""For two slow cores: the worker's first round after an outage, and the poll of the test."""
STALL_S = 4.0
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    stack: Stack
    postgres: PostgresServer
    valkey: ValkeyServer
    http: httpx2.Client

    def new_job(self, **changes: Any) -> Json:
        body = job_body(budget={"max_trials": 40, "max_parallel": 2}, strategy={"ranker": "surrogate", "warmup": 2})
        job: Json = self.http.post("/v1/jobs", json=body | changes).raise_for_status().json()
        return job

    def lease(self, job: Json, *, wait_s: float = 0) -> list[Json]:
        body = {"worker": "w", "count": 2, "wait_s": wait_s}
        answer = self.http.post(f"/v1/jobs/{job['id']}/trials/lease", json=body).raise_for_status()
        trials: list[Json] = answer.json()["trials"]
        return trials

    def report(self, trial: Json) -> None:
        metrics = {"acc": float(sum(map(int, trial["ncode"])))}
        body = {"lease_token": trial["lease"]["token"], "state": "completed", "metrics": metrics}
        self.http.post(f"/v1/trials/{trial['id']}/result", json=body).raise_for_status()

    def rounds(self, job: Json) -> list[Json]:
        items: list[Json] = self.http.get(f"/v1/jobs/{job['id']}/rounds").raise_for_status().json()["items"]
        return items

    def ranked(self, job: Json) -> int:
        return sum(r["state"] == "ranked" for r in self.rounds(job))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("outages")
    environment = {
        "LMSEARCHER_BROKER_SWEEP_INTERVAL_S": str(SWEEP_S),
        "LMSEARCHER_RANKING_STALL_TIMEOUT_S": str(STALL_S),
    }
    environment |= {"LMSEARCHER_RANKING_DEFAULT": "surrogate"}
    with PostgresServer(folder / "postgres") as postgres, ValkeyServer(folder / "valkey") as valkey:
        migrate(postgres.url)
        servers = Servers(postgres.url, valkey.url)
        with (
            running_stack(servers, log_dir=folder / "logs", environment=environment) as stack,
            httpx2.Client(base_url=stack.url, timeout=30) as http,
        ):
            yield Site(stack, postgres, valkey, http)


def signalled(process: ChildProcess, number: signal.Signals) -> None:
    assert process.pid is not None
    os.kill(process.pid, number)


def seconds_until(done: Callable[[], bool], *, limit: float) -> float:
    start = time.monotonic()
    while not done():
        assert time.monotonic() - start < limit, f"not done within {limit} s"
        time.sleep(0.05)
    return time.monotonic() - start


def test_without_the_broker_all_goes_on_but_rankings_and_those_when_it_is_back(site: Site) -> None:
    warm = site.new_job()
    for trial in site.lease(warm):
        site.report(trial)
    seconds_until(lambda: site.ranked(warm) >= 2, limit=30)
    signalled(site.valkey.process, signal.SIGKILL)
    job = site.new_job()
    trials = site.lease(job)
    assert len(trials) == 2
    for trial in trials:
        site.report(trial)
    assert site.http.get("/readyz").json()["broker"] is False
    time.sleep(2 * STALL_S)
    assert [r["state"] for r in site.rounds(job)] == ["ranked", "planned"]
    site.valkey.start()
    seconds_until(lambda: site.ranked(job) == 2, limit=RECONNECT_S + SWEEP_S + SLACK_S)


def test_a_flushed_broker_costs_at_most_a_sweep(site: Site) -> None:
    job = site.new_job()
    with redis.Redis.from_url(site.valkey.url) as broker:
        for _ in range(3):
            before = site.ranked(job)
            for trial in site.lease(job, wait_s=10):
                site.report(trial)
            broker.flushall()
            seconds_until(lambda before=before: site.ranked(job) > before, limit=SWEEP_S + SLACK_S)  # type: ignore[misc]


def test_without_a_ranking_worker_the_surrogate_goes_on_and_says_so(site: Site) -> None:
    job = site.new_job(strategy={"ranker": "compact", "warmup": 2})
    worker = site.stack.processes["ranking"]
    signalled(worker, signal.SIGKILL)
    try:
        for trial in site.lease(job):
            site.report(trial)
        seconds_until(lambda: site.ranked(job) == 2, limit=STALL_S + 2 * SWEEP_S + SLACK_S)
    finally:
        worker.start()
    assert site.rounds(job)[1]["source"] == "fallback"
    assert "no ranking worker recorded the round" in site.rounds(job)[1]["fallback_reason"]


def test_while_postgres_restarts_every_call_is_answered_and_the_client_rides_it_out(site: Site) -> None:
    """Immediate mode: no checkpoint, every session cut."""
    job = site.new_job()
    signalled(site.postgres.process, signal.SIGQUIT)
    statuses = set()
    start = time.monotonic()
    while time.monotonic() - start < 2:
        answer = site.http.get(f"/v1/jobs/{job['id']}")
        statuses.add(answer.status_code)
        if answer.status_code == 503:
            assert int(answer.headers["Retry-After"]) >= 1
            assert answer.json()["code"] == "unavailable"
    assert 503 in statuses <= {200, 503}
    site.postgres.start()
    with Client(site.stack.url) as client:
        search = client.jobs.create(space=CELLS, metric="acc", max_trials=12, ranker="surrogate", max_parallel=2)
        done = 0

        def train(architecture: dict[str, str]) -> float:
            nonlocal done
            done += 1
            if done == 6:
                signalled(site.postgres.process, signal.SIGQUIT)
                site.postgres.start()
            return float(len(set(architecture.values())))

        assert search.evaluate(train, patience_s=60) == 12
        assert search.progress.completed == 12
