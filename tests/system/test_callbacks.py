"""Evaluators that are called by the real processes, and answer at once, later, or as the documents say."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from app.embedded.ports import LOOPBACK, free_port
from tests.builders import job_body
from tests.evaluators import Evaluator, Json, Reply, score
from tests.servers import ROOT
from tests.system.searches import start_callbacks, state, wait_until

TIMEOUT_S = 60


@pytest.fixture
def http(live_api: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=live_api, timeout=30) as http:
        yield http


@pytest.fixture
def evaluator() -> Iterator[Evaluator]:
    with Evaluator() as evaluator:
        yield evaluator


def test_trials_that_are_accepted_are_reported_with_their_token_alone(
    http: httpx2.Client, evaluator: Evaluator
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
    job = start_callbacks(http, evaluator.evaluation, max_parallel=3)
    wait_until(lambda: state(http, job) == "completed", limit_s=TIMEOUT_S)
    calls = http.get(f"/v1/jobs/{job['id']}/callbacks").json()["items"]
    assert [(call["state"], call["tries"]) for call in calls] == [("answered", 1)] * 12


def test_the_receiver_of_the_documents(http: httpx2.Client, evaluator: Evaluator, tmp_path: Path) -> None:
    [program] = re.findall(r"```python\n(.*?)```", (ROOT / "docs/callbacks.md").read_text(), flags=re.DOTALL)
    assert len(re.findall(r"^.*\S", program, flags=re.MULTILINE)) <= 25
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
            wait_until(lambda: state(http, job) == "completed", limit_s=TIMEOUT_S)
        finally:
            receiver.send_signal(signal.SIGTERM)
    assert http.get(f"/v1/jobs/{job['id']}").json()["best"]["score"] == 90


def answers(url: str) -> int | None:
    """The status of an unsigned message."""
    try:
        return httpx2.post(url, json={}, timeout=2).status_code
    except httpx2.TransportError:
        return None
