"""The lease keeper: leases survive trainings that block all threads, and a keeper process that dies."""

import ctypes
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from lmsearcher import ActiveTrial, Client, Job, SearchSpace
from lmsearcher._config import Connection
from lmsearcher._lease_keeper import HeldLease, LeaseKeeper
from lmsearcher.models import LeasedTrial

from tests.sdk.processes import keeper_processes

Architecture = Mapping[str, Any]


def block_all_threads(seconds: float) -> None:
    """Keeps the interpreter lock, as a long call of a C extension does: no other thread of this process can run."""
    ctypes.PyDLL(None).usleep(int(seconds * 1e6))


def short_lease(client: Client, space: SearchSpace) -> Job:
    """A job whose only trial fails if its lease expires."""
    return client.jobs.create(space=space, metric="acc", max_trials=1, lease_s=1, max_attempts=1)


def wait_until(condition: Callable[[], bool], *, timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].startswith("Z")
    except OSError:
        return True


def test_training_that_blocks_all_threads_keeps_its_lease(service: Client, space: SearchSpace) -> None:
    job = short_lease(service, space)

    def train(architecture: Architecture) -> float:
        block_all_threads(1.6)
        return 1.0

    assert job.evaluate(train) == 1
    assert [(t.state, t.attempt, t.score) for t in job.trials()] == [("completed", 1, 1.0)]


def test_without_the_process_that_lease_is_lost(live_api: str, space: SearchSpace) -> None:
    """This shows that the test above can fail. With a custom transport there is no keeper process."""
    with Client(live_api, transport=httpx2.HTTPTransport()) as client:
        job = short_lease(client, space)

        def train(architecture: Architecture) -> float:
            block_all_threads(1.6)
            return 1.0

        assert job.evaluate(train) == 0
        assert [t.state for t in job.trials()] == ["failed"]


def test_threads_replace_a_killed_keeper_process(
    service: Client, space: SearchSpace, caplog: pytest.LogCaptureFixture
) -> None:
    job = short_lease(service, space)

    def train(architecture: Architecture) -> float:
        for pid in keeper_processes(os.getpid()):
            os.kill(pid, signal.SIGKILL)
        time.sleep(1.6)
        return 1.0

    with caplog.at_level(logging.WARNING, logger="lmsearcher"):
        assert job.evaluate(train) == 1
    assert "the lease-keeper process has died" in caplog.text
    assert [(t.state, t.attempt) for t in job.trials()] == [("completed", 1)]
    again = short_lease(service, space)
    seen: list[int] = []

    def train_again(architecture: Architecture) -> float:
        seen.extend(keeper_processes(os.getpid()))
        return 1.0

    assert again.evaluate(train_again) == 1
    assert len(seen) == 1


def test_threads_send_heartbeats_without_keeper_process(
    service: Client, space: SearchSpace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    job = short_lease(service, space)

    def train(architecture: Architecture) -> float:
        time.sleep(1.6)
        return 1.0

    with caplog.at_level(logging.WARNING, logger="lmsearcher"):
        assert job.evaluate(train) == 1
    assert "cannot be started" in caplog.text


@pytest.fixture
def keeper() -> Iterator[LeaseKeeper]:
    keeper = LeaseKeeper(Connection.from_arguments("http://127.0.0.1:9", "lmsk_secret", timeout_s=1))
    keeper.start()
    yield keeper
    keeper.close()


def test_api_key_is_not_visible_to_other_users(keeper: LeaseKeeper) -> None:
    (pid,) = keeper_processes(os.getpid())
    seen = Path(f"/proc/{pid}/cmdline").read_text() + Path(f"/proc/{pid}/environ").read_text()
    assert "lmsk_secret" not in seen


def test_keeper_process_starts_once_and_ends_with_its_client(keeper: LeaseKeeper) -> None:
    (pid,) = keeper_processes(os.getpid())
    keeper.start()
    assert keeper_processes(os.getpid()) == [pid]
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    time.sleep(0.5)
    assert not is_gone(pid)
    keeper.close()
    assert is_gone(pid)


def held_lease() -> HeldLease:
    fields = {"id": "t", "number": 1, "ncode": "0", "architecture": {}, "source": "warmup", "attempt": 1}
    lease = {"token": "x", "expires_at": "2026-01-01T00:00:00Z"}
    leased = LeasedTrial.model_validate({**fields, "lease": lease})
    return HeldLease(
        ActiveTrial(leased), leased.lease.token, 60, start_heartbeats=lambda _: pytest.fail("the process is running")
    )


def test_drop_waits_for_the_last_heartbeat(keeper: LeaseKeeper) -> None:
    lease = held_lease()
    keeper.hold(lease)
    keeper.drop(lease, wait_s=20)
    assert lease.ended.is_set()
    keeper.drop(lease, wait_s=20)


def test_leases_of_a_dead_process_survive_a_new_one(keeper: LeaseKeeper) -> None:
    began, ended = threading.Event(), threading.Event()
    lease = held_lease()

    def start_heartbeats(_: HeldLease) -> Callable[[], object]:
        began.set()
        return ended.set

    lease.start_heartbeats = start_heartbeats
    keeper.hold(lease)
    (pid,) = keeper_processes(os.getpid())
    with keeper._lock:  # noqa: SLF001  delays the thread that notices the death
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: keeper_processes(os.getpid()) != [pid])
        keeper.start()
    assert began.wait(20)
    keeper.drop(lease)
    assert ended.is_set()


PARENT = """
import os, sys, time
from lmsearcher._config import Connection
from lmsearcher._lease_keeper import LeaseKeeper
keeper = LeaseKeeper(Connection.from_arguments("http://127.0.0.1:9", None, timeout_s=1))
keeper.start()
other = os.fork() if sys.argv[1] == "fork" else -1
if other:
    print(other, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("forked", ["alone", "fork"])
def test_keeper_process_ends_with_a_killed_parent(forked: str) -> None:
    """Also while a fork of the parent, such as a data loader, keeps the pipe open."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, forked], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    other = int(parent.stdout.readline())
    try:
        (pid,) = keeper_processes(parent.pid)
        parent.kill()
        wait_until(lambda: is_gone(pid))
    finally:
        parent.kill()
        parent.communicate(timeout=20) if other < 0 else parent.wait(timeout=20)
        if other > 0:
            os.kill(other, signal.SIGKILL)
        parent.stdout.close()


def test_keeper_process_follows_its_protocol(tmp_path: Path) -> None:
    """It writes "ready", nothing while the server is unreachable, and a confirmation of the drop."""
    connection = {"base_url": "http://127.0.0.1:9", "headers": {}, "timeout_s": 1}
    process = subprocess.Popen(
        [sys.executable, "-m", "lmsearcher._lease_keeper_process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    lines = [
        {"connection": connection, "parent": os.getpid()},
        {"hold": 1, "trial": "t", "token": "x", "every_s": 0.1},
        {"drop": 1},
    ]
    output, _ = process.communicate("".join(json.dumps(line) + "\n" for line in lines).encode(), timeout=20)
    assert [json.loads(line) for line in output.splitlines()] == [{"ready": os.getpid()}, {"dropped": 1}]
    assert process.returncode == 0
