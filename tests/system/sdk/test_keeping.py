"""Leases are kept while a training lets nothing else run; the keeper's process comes, goes and fails."""

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
from lmsearcher._lease_keeper import Kept, LeaseKeeper
from lmsearcher.models import LeasedTrial

Architecture = Mapping[str, Any]


def hold_the_interpreter(seconds: float) -> None:
    """No other thread of this process runs meanwhile, as in a long call of a C extension that keeps the lock."""
    ctypes.PyDLL(None).usleep(int(seconds * 1e6))


def short_lease(client: Client, space: SearchSpace) -> Job:
    """Its one trial is lost for good when its lease is."""
    return client.jobs.create(space=space, metric="acc", max_trials=1, lease_s=1, max_attempts=1)


def children(of: int) -> list[int]:
    tasks = Path(f"/proc/{of}/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text().split()]


def keepers(of: int) -> list[int]:
    return [
        pid for pid in children(of) if "lmsearcher._lease_keeper_process" in Path(f"/proc/{pid}/cmdline").read_text()
    ]


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


def test_a_training_that_blocks_the_interpreter_keeps_its_lease(service: Client, space: SearchSpace) -> None:
    job = short_lease(service, space)

    def train(architecture: Architecture) -> float:
        hold_the_interpreter(1.6)
        return 1.0

    assert job.evaluate(train) == 1
    assert [(t.state, t.attempt, t.score) for t in job.trials()] == [("completed", 1, 1.0)]


def test_threads_alone_would_lose_it(live_api: str, space: SearchSpace) -> None:
    """The proof that the test above tests something: with a transport of one's own there is no process."""
    with Client(live_api, transport=httpx2.HTTPTransport()) as client:
        job = short_lease(client, space)

        def train(architecture: Architecture) -> float:
            hold_the_interpreter(1.6)
            return 1.0

        assert job.evaluate(train) == 0
        assert [t.state for t in job.trials()] == ["failed"]


def test_a_keeper_that_is_killed_is_replaced_by_threads(
    service: Client, space: SearchSpace, caplog: pytest.LogCaptureFixture
) -> None:
    job = short_lease(service, space)

    def train(architecture: Architecture) -> float:
        for pid in keepers(os.getpid()):
            os.kill(pid, signal.SIGKILL)
        time.sleep(1.6)
        return 1.0

    with caplog.at_level(logging.WARNING, logger="lmsearcher"):
        assert job.evaluate(train) == 1
    assert "the lease keeper has died" in caplog.text
    assert [(t.state, t.attempt) for t in job.trials()] == [("completed", 1)]
    again = short_lease(service, space)
    seen: list[int] = []

    def look(architecture: Architecture) -> float:
        seen.extend(keepers(os.getpid()))
        return 1.0

    assert again.evaluate(look) == 1
    assert len(seen) == 1


def test_without_a_keeper_threads_do_it(
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
    keeper = LeaseKeeper(Connection.of("http://127.0.0.1:9", "lmsk_secret", timeout_s=1))
    keeper.start()
    yield keeper
    keeper.close()


def test_the_key_is_not_for_other_users_to_see(keeper: LeaseKeeper) -> None:
    (pid,) = keepers(os.getpid())
    seen = Path(f"/proc/{pid}/cmdline").read_text() + Path(f"/proc/{pid}/environ").read_text()
    assert "lmsk_secret" not in seen


def test_it_is_started_once_and_ends_with_its_client(keeper: LeaseKeeper) -> None:
    (pid,) = keepers(os.getpid())
    keeper.start()
    assert keepers(os.getpid()) == [pid]
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    time.sleep(0.5)
    assert not is_gone(pid)
    keeper.close()
    assert is_gone(pid)


def kept_by_nobody_else() -> Kept:
    fields = {"id": "t", "number": 1, "ncode": "0", "architecture": {}, "source": "warmup", "attempt": 1}
    lease = {"token": "x", "expires_at": "2026-01-01T00:00:00Z"}
    leased = LeasedTrial.model_validate({**fields, "lease": lease})
    return Kept(ActiveTrial(leased), leased.lease.token, 60, beat=lambda _: pytest.fail("the process is there"))


def test_a_lease_is_let_go_once_and_its_last_heartbeat_waited_for(keeper: LeaseKeeper) -> None:
    kept = kept_by_nobody_else()
    keeper.hold(kept)
    keeper.let_go(kept, wait_s=20)
    assert kept.dropped.is_set()
    keeper.let_go(kept, wait_s=20)


def test_a_new_keeper_does_not_make_it_forget_the_leases_of_the_dead_one(keeper: LeaseKeeper) -> None:
    began, ended = threading.Event(), threading.Event()
    kept = kept_by_nobody_else()

    def beat(_: Kept) -> Callable[[], object]:
        began.set()
        return ended.set

    kept.beat = beat
    keeper.hold(kept)
    (pid,) = keepers(os.getpid())
    with keeper._lock:  # noqa: SLF001  the thread that hears of the death is late
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: keepers(os.getpid()) != [pid])
        keeper.start()
    assert began.wait(20)
    keeper.let_go(kept)
    assert ended.is_set()


PARENT = """
import os, sys, time
from lmsearcher._config import Connection
from lmsearcher._lease_keeper import LeaseKeeper
keeper = LeaseKeeper(Connection.of("http://127.0.0.1:9", None, timeout_s=1))
keeper.start()
other = os.fork() if sys.argv[1] == "fork" else -1
if other:
    print(other, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("forked", ["alone", "fork"])
def test_it_does_not_outlive_a_parent_that_is_killed(forked: str) -> None:
    """Also not while a fork of the parent, such as a data loader, holds the pipe open."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, forked], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    other = int(parent.stdout.readline())
    try:
        (pid,) = keepers(parent.pid)
        parent.kill()
        wait_until(lambda: is_gone(pid))
    finally:
        parent.kill()
        parent.communicate(timeout=20) if other < 0 else parent.wait(timeout=20)
        if other > 0:
            os.kill(other, signal.SIGKILL)
        parent.stdout.close()


def test_what_the_keeper_says_is_what_it_is_told_to(tmp_path: Path) -> None:
    """The protocol itself: ready, then silence while the server is away, and a drop is acknowledged."""
    connection = {"base_url": "http://127.0.0.1:9", "headers": {}, "timeout_s": 1}
    process = subprocess.Popen(
        [sys.executable, "-m", "lmsearcher._lease_keeper_process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    lines = [
        {"connection": connection, "parent": os.getpid()},
        {"hold": 1, "trial": "t", "token": "x", "every_s": 0.1},
        {"drop": 1},
    ]
    said, _ = process.communicate("".join(json.dumps(line) + "\n" for line in lines).encode(), timeout=20)
    assert [json.loads(line) for line in said.splitlines()] == [{"ready": os.getpid()}, {"dropped": 1}]
    assert process.returncode == 0
