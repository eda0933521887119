"""Default worker names: different while processes live, and the same again after one has died."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from lmsearcher._worker_names import reserved_worker_name


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


CLAIM = """
import sys
from lmsearcher._worker_names import reserved_worker_name
with reserved_worker_name() as name:
    print(name, flush=True)
    sys.stdin.read()
"""


def claim() -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen([sys.executable, "-c", CLAIM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_name_is_free_after_its_process_was_killed() -> None:
    processes = [claim() for _ in range(3)]
    try:
        names = [name for _, name in processes]
        assert len(set(names)) == 3
        assert all(name.startswith(socket.gethostname()[:40]) for name in names)
        os.kill(processes[1][0].pid, signal.SIGKILL)
        processes[1][0].wait(timeout=20)
        processes.append(claim())
        assert processes[-1][1] == names[1]
    finally:
        for process, _ in processes:
            process.kill()
            process.communicate(timeout=20)


def test_two_runs_in_one_process_have_two_names() -> None:
    with reserved_worker_name() as first, reserved_worker_name() as second:
        assert first != second
    with reserved_worker_name() as again:
        assert again == first


def test_another_directory_gives_another_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As in containers that share a host name but not a home directory."""
    with reserved_worker_name() as one:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
        with reserved_worker_name() as other:
            assert one != other


def test_without_directory_every_name_is_new(state: Path) -> None:
    state.write_text("a file, no directory")
    with reserved_worker_name() as first, reserved_worker_name() as second:
        assert first != second
        assert f"-{os.getpid()}-" in first


def test_names_are_short_enough_for_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "h" * 64)
    with reserved_worker_name() as name:
        assert len(f"{name}-999") <= 64
