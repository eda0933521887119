"""Evaluators that are called by the real processes: at once, again after kill -9, and as the documents say."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.embedded.ports import LOOPBACK, free_port
from tests.builders import job_body
from tests.evaluators import Evaluator, Json, Reply, completed, score
from tests.servers import ROOT, Servers
from tests.stack import Stack, running_stack

SWEEP_S = 20.0
"""So long that whatever happens before is the doorbell's work."""


@pytest.fixture(scope="module")
def stack(database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    servers = Servers(database_url, redis_url).apart("callbacks", 6)
    environment = {"LMSEARCHER_SWEEP_INTERVAL_S": str(SWEEP_S), "LMSEARCHER_WARM_UP": "none"}
    with running_stack(servers, log_dir=tmp_path_factory.mktemp("callbacks"), environment=environment) as stack:
        yield stack


@pytest.fixture
def http(stack: Stack) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=stack.url, timeout=30) as http:
        yield http


@pytest.fixture
def evaluator() -> Iterator[Evaluator]:
    with Evaluator() as evaluator:
        yield evaluator


def start(http: httpx2.Client, evaluation: Json, **budget: Any) -> Json:
    body = job_body(budget={"max_trials": 12, **budget}, evaluation=evaluation)
    job: Json = http.post("/v1/jobs", json=body).raise_for_status().json()
    return job


def wait_until(done: Callable[[], bool], *, limit_s: float) -> None:
    deadline = time.monotonic() + limit_s
    while not done():
        assert time.monotonic() < deadline, f"not done within {limit_s} s"
        time.sleep(0.05)


def state(http: httpx2.Client, job: Json) -> str:
    return str(http.get(f"/v1/jobs/{job['id']}").json()["state"])


def test_a_search_by_callbacks_needs_no_sweep(http: httpx2.Client, evaluator: Evaluator) -> None:
    job = start(http, evaluator.evaluation, max_parallel=2)
    began = time.monotonic()
    wait_until(lambda: state(http, job) == "completed", limit_s=SWEEP_S)
    assert time.monotonic() - began < SWEEP_S - 5
    assert sorted(evaluator.trials) == list(range(1, 13))
    assert all(message["verified"] for message in evaluator.messages)
    assert evaluator.most_at_once <= 2


def test_trials_that_are_accepted_are_reported_with_their_token_alone(
    stack: Stack, http: httpx2.Client, evaluator: Evaluator
) -> None:
    def report(message: Json) -> None:
        data = message["data"]
        token = data["lease"]["token"]
        with httpx2.Client(headers={"Authorization": f"Bearer {token}"}, timeout=30) as reporter:
            beat = reporter.post(data["urls"]["heartbeat"], json={"lease_token": token}).raise_for_status()
            assert beat.json()["should_stop"] is False
            result = {"lease_token": token, "state": "completed", "metrics": {"acc": score(message)}}
            reporter.post(data["urls"]["result"], json=result).raise_for_status()

    def accept(message: Json) -> Reply:
        threading.Timer(0.1, report, [message]).start()
        return 202, {}, {}

    evaluator.behave = accept
    job = start(http, evaluator.evaluation, max_parallel=3)
    wait_until(lambda: state(http, job) == "completed", limit_s=SWEEP_S)
    calls = http.get(f"/v1/jobs/{job['id']}/callbacks").json()["items"]
    assert [(call["state"], call["tries"]) for call in calls] == [("answered", 1)] * 12


def test_killed_while_calls_are_open(stack: Stack, http: httpx2.Client, evaluator: Evaluator) -> None:
    """Each is made again under its id; no trial is lost, none takes a second attempt."""
    killed = threading.Event()

    def behave(message: Json) -> Reply:
        if not killed.wait(30):
            return 500, {}, {}
        return completed(message)

    evaluator.behave = behave
    job = start(http, evaluator.evaluation | {"timeout_s": 2}, max_parallel=3, max_trials=3)
    evaluator.wait_for(3)
    stack.kill("io")
    first = {message["id"] for message in evaluator.messages}
    killed.set()
    wait_until(lambda: state(http, job) == "completed", limit_s=2 + 15 + 2 * SWEEP_S)
    assert {message["id"] for message in evaluator.messages} == first
    assert len(evaluator.messages) == 6
    trials = http.get(f"/v1/jobs/{job['id']}/trials").json()["items"]
    assert [(trial["state"], trial["attempt"]) for trial in trials] == [("completed", 1)] * 3


def test_the_receiver_of_the_documents(http: httpx2.Client, evaluator: Evaluator, tmp_path: Path) -> None:
    [program] = re.findall(r"```python\n(.*?)```", (ROOT / "docs/callbacks.md").read_text(), flags=re.DOTALL)
    assert len(program.splitlines()) <= 25
    port = free_port()
    (tmp_path / "receiver.py").write_text(program.replace("9000", str(port)))
    environment = {**os.environ, "EVALUATION_SECRET": evaluator.secret}
    with subprocess.Popen(
        [sys.executable, "receiver.py"], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL
    ) as receiver:
        try:
            url = f"http://{LOOPBACK}:{port}/"
            wait_until(lambda: answers(url) == 401, limit_s=20)
            body = job_body(
                objective={"metric": "valid_acc"},
                budget={"max_trials": 6},
                evaluation=evaluator.evaluation | {"url": url},
            )
            job: Json = http.post("/v1/jobs", json=body).raise_for_status().json()
            wait_until(lambda: state(http, job) == "completed", limit_s=SWEEP_S)
        finally:
            receiver.send_signal(signal.SIGTERM)
    assert http.get(f"/v1/jobs/{job['id']}").json()["best"]["score"] == 90


def answers(url: str) -> int | None:
    """The status of an unsigned message."""
    try:
        return httpx2.post(url, json={}, timeout=2).status_code
    except httpx2.TransportError:
        return None
