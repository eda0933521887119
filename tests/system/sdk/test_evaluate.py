"""Job.evaluate against the real stack: results, failures, leases, several workers, restarts."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from lmsearcher import (
    ActiveTrial,
    Client,
    Infeasible,
    NotFoundError,
    SearchSpace,
    ServerUnreachableError,
)

from app.embedded import applications
from app.embedded.ports import LOOPBACK, free_port
from tests.stack import answers


def depth(architecture: Mapping[str, Any]) -> float:
    return float(architecture["depth"])


def test_search_completes_with_ranked_rounds(service: Client, space: SearchSpace) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=6, warmup=3, ranker="surrogate", seed=2)
    assert job.evaluate(depth) == 6
    assert (job.state, job.snapshot.end_reason) == ("completed", "budget_used")
    trials = list(job.trials())
    assert {t.state for t in trials} == {"completed"}
    assert [t.source for t in trials[:3]] == ["warmup"] * 3
    assert all(t.source in ("ranked", "fallback") for t in trials[3:])
    assert all(t.score == t.architecture["depth"] for t in trials)
    assert job.best is not None
    assert job.best.score == max(t.score for t in trials if t.score is not None)


def test_failures_are_reported_and_the_search_continues(service: Client, space: SearchSpace) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=7, warmup=7, ranker="surrogate", seed=2)

    def train(architecture: Mapping[str, Any], trial: ActiveTrial) -> Any:
        if trial.number == 1:
            raise RuntimeError("CUDA out of memory")
        if trial.number == 2:
            raise Infeasible("does not fit the phone")
        outcomes: dict[int, Any] = {3: float("nan"), 4: {"loss": 1.0}, 5: 1e200, 6: None}
        return outcomes.get(trial.number, {"acc": 0.5, "latency_ms": 12, "loss": float("inf")})

    assert job.evaluate(train) == 7
    trials = list(job.trials())
    assert [t.state for t in trials] == ["failed", "infeasible", *["failed"] * 4, "completed"]
    assert trials[6].metrics == {"acc": 0.5, "latency_ms": 12}
    reasons = [
        "CUDA out of memory",
        "does not fit the phone",
        "acc is nan",
        "no 'acc'",
        "out of range",
        "number is needed",
    ]
    for trial, reason in zip(trials, reasons, strict=False):
        assert trial.error is not None
        assert reason in trial.error


def test_heartbeats_keep_the_lease_of_a_long_training(service: Client, space: SearchSpace) -> None:
    """The lease lasts a second and the training longer: without heartbeats the sweep would requeue the trial."""
    job = service.jobs.create(space=space, metric="acc", max_trials=1, lease_s=1, max_attempts=1)

    def train(architecture: Mapping[str, Any]) -> float:
        time.sleep(1.6)
        return 1.0

    assert job.evaluate(train) == 1
    assert [(t.state, t.attempt) for t in job.trials()] == [("completed", 1)]


def test_cancelled_job_stops_the_training(service: Client, space: SearchSpace) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=5, lease_s=1)
    started = threading.Event()
    calls = []

    def train(architecture: Mapping[str, Any], trial: ActiveTrial) -> float:
        calls.append(trial.number)
        started.set()
        deadline = time.monotonic() + 20
        while not trial.should_stop and time.monotonic() < deadline:
            time.sleep(0.02)
        return 0.123

    canceller = threading.Thread(target=lambda: started.wait(20) and service.jobs.get(job.id).cancel())
    canceller.start()
    assert job.evaluate(train) == 0
    canceller.join()
    assert job.state == "cancelled"
    assert len(calls) == 1
    assert all(t.score is None for t in job.trials())


def test_on_stop_callbacks_run_when_the_job_is_cancelled(service: Client, space: SearchSpace) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=5, lease_s=1)
    calls: list[str] = []

    def train(architecture: Mapping[str, Any], trial: ActiveTrial) -> float:
        stopped = threading.Event()
        trial.on_stop(lambda: calls.append("first"))
        trial.on_stop(lambda: 1 / 0)
        trial.on_stop(stopped.set)
        service.jobs.get(job.id).cancel()
        assert stopped.wait(20)
        trial.on_stop(lambda: calls.append("late"))
        time.sleep(1.5)
        return 1.0

    assert job.evaluate(train) == 0
    assert calls == ["first", "late"]


def test_several_workers_share_the_trials(service: Client, space: SearchSpace) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=8, max_parallel=3, warmup=8, ranker="surrogate")
    together = threading.Barrier(3, timeout=20)

    def train(architecture: Mapping[str, Any], trial: ActiveTrial) -> float:
        if trial.number <= 3:
            together.wait()
        return 1.0

    assert job.evaluate(train, workers=3, worker_name="node") == 8
    trials = list(job.trials())
    assert {t.state for t in trials} == {"completed"}
    assert {t.worker for t in trials[:3]} == {"node-0", "node-1", "node-2"}


def test_workers_must_be_positive(service: Client, space: SearchSpace) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=1)
    with pytest.raises(ValueError, match="at least 1"):
        job.evaluate(depth, workers=0)


@pytest.mark.parametrize("workers", [1, 2])
def test_interrupted_worker_gets_its_trial_back(service: Client, space: SearchSpace, workers: int) -> None:
    job = service.jobs.create(
        space=space, metric="acc", max_trials=4, max_parallel=workers, warmup=4, ranker="surrogate"
    )
    interrupted: list[Mapping[str, Any]] = []

    def train(architecture: Mapping[str, Any]) -> float:
        if not interrupted and threading.current_thread() is threading.main_thread():
            interrupted.append(architecture)
            raise KeyboardInterrupt
        return 1.0

    with pytest.raises(KeyboardInterrupt):
        job.evaluate(train, workers=workers, worker_name="node")
    assert not job.refresh().is_over
    job.evaluate(train, workers=workers, worker_name="node")
    assert job.state == "completed"
    assert [(t.state, t.attempt) for t in job.trials()] == [("completed", 1)] * 4


@pytest.mark.parametrize("heartbeats_from", ["process", "thread"])
def test_interrupted_evaluator_releases_its_trials_at_once(
    live_api: str, space: SearchSpace, heartbeats_from: str
) -> None:
    """Also those of its other threads, and no heartbeat renews their leases afterwards."""
    transport = httpx2.HTTPTransport() if heartbeats_from == "thread" else None
    with Client(live_api, transport=transport) as client:
        job = client.jobs.create(
            space=space, metric="acc", max_trials=2, max_parallel=2, warmup=2, ranker="surrogate", lease_s=3
        )
        together = threading.Barrier(2, timeout=20)
        stopped = threading.Event()

        def train(architecture: Mapping[str, Any], trial: ActiveTrial) -> float:
            together.wait()
            if threading.current_thread() is threading.main_thread():
                raise KeyboardInterrupt
            trial.on_stop(stopped.set)
            stopped.wait(20)
            return 1.0

        with pytest.raises(KeyboardInterrupt):
            job.evaluate(train, workers=2)
        assert stopped.is_set()
        progress = job.refresh().progress
        assert (progress.queued, progress.running) == (2, 0)
        time.sleep(1.5)
        leased = job.lease(worker="another", count=2, wait_s=0).trials
        assert [trial.attempt for trial in leased] == [1, 1]


def test_interrupted_evaluator_ends_with_unreachable_server(live_api: str, space: SearchSpace) -> None:
    cut = threading.Event()

    def respond(request: httpx2.Request) -> httpx2.Response:
        if cut.is_set():
            raise httpx2.ConnectError("cut", request=request)
        return real.handle_request(request)

    with httpx2.HTTPTransport() as real, Client(live_api, transport=httpx2.MockTransport(respond)) as client:
        job = client.jobs.create(space=space, metric="acc", max_trials=1)

        def train(architecture: Mapping[str, Any]) -> float:
            cut.set()
            raise KeyboardInterrupt

        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            job.evaluate(train)
        assert time.monotonic() - started < 10


def test_killed_evaluator_gets_its_trial_back_by_default_name(
    live_api: str, space: SearchSpace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is killed, so that it releases nothing. The lease lasts much longer than the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with Client(live_api) as client:
        job = client.jobs.create(space=space, metric="acc", max_trials=1, lease_s=300)
        program = (
            "import sys, os, signal; from lmsearcher import Client\n"
            "Client(sys.argv[1]).jobs.get(sys.argv[2]).evaluate(lambda _: os.kill(os.getpid(), signal.SIGKILL))"
        )
        killed = subprocess.run([sys.executable, "-c", program, live_api, job.id], check=False, timeout=60)
        assert killed.returncode == -signal.SIGKILL
        assert job.refresh().progress.running == 1
        assert job.evaluate(depth) == 1
        assert [(t.state, t.attempt) for t in job.trials()] == [("completed", 1)]


class HalfCutNetwork(httpx2.BaseTransport):
    """The real network, but requests of one worker fail after another one has begun."""

    def __init__(self, worker: str, *, begun: threading.Event) -> None:
        self._name = f'"{worker}"'.encode()
        self._begun = begun
        self._real = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if self._name in request.content:
            self._begun.wait(timeout=20)
            raise httpx2.ConnectError("cut", request=request)
        return self._real.handle_request(request)

    def close(self) -> None:
        self._real.close()


def test_error_in_one_thread_ends_the_evaluation(live_api: str, space: SearchSpace) -> None:
    begun = threading.Event()
    with Client(live_api, transport=HalfCutNetwork("node-1", begun=begun)) as client:
        job = client.jobs.create(space=space, metric="acc", max_trials=12, max_parallel=2, warmup=12)

        def train(architecture: Mapping[str, Any]) -> float:
            begun.set()
            time.sleep(0.3)
            return 1.0

        with pytest.raises(ServerUnreachableError):
            job.evaluate(train, workers=2, worker_name="node", patience_s=0.3)
        progress = job.refresh().progress
        assert 1 <= progress.completed < 12
        assert progress.running == 0


def test_missing_job_is_an_error(service: Client, space: SearchSpace) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=1)
    job.snapshot = job.snapshot.model_copy(update={"id": "00000000-0000-0000-0000-000000000000"})
    with pytest.raises(NotFoundError):
        job.evaluate(depth)


def test_evaluator_survives_a_restart_of_the_server(
    database_url: str, redis_url: str, tmp_path: Path, space: SearchSpace
) -> None:
    """The API is killed during a training, and unreachable while its result is reported."""
    port = free_port()
    environment = applications.application_environment(database_url=database_url, redis_url=redis_url)
    servers = [applications.api(environment, tmp_path, port=port) for _ in range(2)]
    url = f"http://{LOOPBACK}:{port}"
    stopped, done = threading.Event(), threading.Event()

    def restart() -> None:
        """Runs until the test is over, because a server dies with the thread that started it."""
        if stopped.wait(90):
            time.sleep(1)
            servers[1].start()
            done.wait(90)

    restarter = threading.Thread(target=restart)

    def train(architecture: Mapping[str, Any], trial: ActiveTrial) -> float:
        if trial.number == 2:
            servers[0].stop()
            stopped.set()
        return float(trial.number)

    restarter.start()
    try:
        servers[0].start()
        servers[0].wait_until(lambda: answers(url), timeout_s=60)
        with Client(url) as client:
            job = client.jobs.create(space=space, metric="acc", max_trials=3, warmup=3, ranker="surrogate")
            assert job.evaluate(train, patience_s=60) == 3
            assert [(t.state, t.score, t.attempt) for t in job.trials()] == [
                ("completed", 1.0, 1),
                ("completed", 2.0, 1),
                ("completed", 3.0, 1),
            ]
    finally:
        stopped.set()
        done.set()
        restarter.join()
        for server in servers:
            server.stop()


def scores_one(_: Mapping[str, Any]) -> float:
    return 1.0


def scores_attempt(_: Mapping[str, Any], trial: ActiveTrial) -> float:
    return trial.attempt + 1.0


def scores_option(_: Mapping[str, Any], epochs: int = 3) -> float:
    return float(epochs)


def scores_nothing_more(_: Mapping[str, Any], *more: object) -> float:
    return float(len(more))


@pytest.mark.parametrize(
    ("function", "score"), [(scores_one, 1), (scores_attempt, 2), (scores_option, 3), (scores_nothing_more, 0)]
)
def test_function_gets_the_trial_only_if_required(
    service: Client, space: SearchSpace, function: Callable[..., float], score: float
) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=1)
    job.evaluate(function)
    assert job.best is not None
    assert job.best.score == score
