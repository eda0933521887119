"""What dies is started again; what cannot live is reported with its log."""

import os
import signal
import time
from pathlib import Path

import pytest

from app.embedded.errors import StartError
from app.embedded.process import ChildProcess
from app.embedded.supervisor import DEATHS_ALLOWED, WINDOW_S, Service, Supervisor


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _child(script: str, folder: Path) -> ChildProcess:
    return ChildProcess("worker", ["sh", "-c", script], log_path=folder / "worker.log")


def _wait_for_end(child: ChildProcess) -> None:
    deadline = time.monotonic() + 5
    while child.is_running():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_killed_process_is_started_again_after_its_delay(tmp_path: Path) -> None:
    child, clock, lines = _child("exec sleep 60", tmp_path), _Clock(), list[str]()
    supervisor = Supervisor([Service(child, child.start)], report=lines.append, clock=clock)
    child.start()
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    _wait_for_end(child)
    supervisor.tick()
    clock.now = 0.4
    supervisor.tick()
    assert not child.is_running()
    clock.now = 0.6
    supervisor.tick()
    assert child.is_running()
    assert lines == ["worker was ended by SIGKILL; it is started again in 0.5 s"]
    child.stop()


def _die_again_and_again(supervisor: Supervisor, child: ChildProcess, clock: _Clock, *, every_s: float) -> None:
    child.start()
    for _ in range(3 * DEATHS_ALLOWED):
        _wait_for_end(child)
        supervisor.tick()  # notices
        clock.now += every_s
        supervisor.tick()  # starts it again
    child.stop()


def test_a_process_that_cannot_live_is_given_up_with_its_log(tmp_path: Path) -> None:
    child, clock, lines = _child("echo the database is gone; exit 4", tmp_path), _Clock(), list[str]()
    supervisor = Supervisor([Service(child, child.start)], report=lines.append, clock=clock)
    with pytest.raises(StartError, match=rf"ended {DEATHS_ALLOWED + 1} times within[^$]*the database is gone"):
        _die_again_and_again(supervisor, child, clock, every_s=0.9 * WINDOW_S / DEATHS_ALLOWED)
    assert len(lines) == DEATHS_ALLOWED


def test_rare_deaths_are_forgotten(tmp_path: Path) -> None:
    child, clock, lines = _child("exit 0", tmp_path), _Clock(), list[str]()
    supervisor = Supervisor([Service(child, child.start)], report=lines.append, clock=clock)
    _die_again_and_again(supervisor, child, clock, every_s=1.1 * WINDOW_S / DEATHS_ALLOWED)
    assert len(lines) == 3 * DEATHS_ALLOWED
