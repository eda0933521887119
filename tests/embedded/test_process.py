"""A child process: it stops, one way or the other; it dies with its parent; its log stays small."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from app.embedded.errors import StartError
from app.embedded.process import ChildProcess

_DEAF = "trap '' TERM; echo deaf; while :; do sleep 0.1; done"


def _shell(script: str, folder: Path, *, stop_timeout_s: float = 5) -> ChildProcess:
    return ChildProcess("child", ["sh", "-c", script], log_path=folder / "child.log", stop_timeout_s=stop_timeout_s)


def _says(child: ChildProcess, word: str) -> bool:
    return word in child.log_tail()


def test_a_child_that_ignores_the_signal_is_killed(tmp_path: Path) -> None:
    child = _shell(_DEAF, tmp_path, stop_timeout_s=0.2)
    child.start()
    child.wait_until(lambda: _says(child, "deaf"), timeout_s=5)
    pid = child.pid
    assert pid is not None
    child.stop()
    assert not psutil.pid_exists(pid)


def test_a_failed_start_shows_status_and_log(tmp_path: Path) -> None:
    child = _shell("echo no such thing >&2; exit 3", tmp_path)
    child.start()
    with pytest.raises(StartError, match=r"child ended with exit status 3[^$]*no such thing"):
        child.wait_until(lambda: False, timeout_s=5)


def test_a_start_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    child = _shell("sleep 60", tmp_path)
    child.start()
    with pytest.raises(StartError, match=r"not ready within 0\.1 s"):
        child.wait_until(lambda: False, timeout_s=0.1)
    assert not child.is_running()


def test_a_command_has_to_succeed(tmp_path: Path) -> None:
    good, bad = _shell("exit 0", tmp_path), _shell("exit 1", tmp_path)
    good.start()
    good.wait_for_success(timeout_s=5)
    bad.start()
    with pytest.raises(StartError, match="exit status 1"):
        bad.wait_for_success(timeout_s=5)


def test_the_log_is_truncated_in_place_and_the_child_writes_on(tmp_path: Path) -> None:
    child = _shell("i=0; while sleep 0.01; do i=$((i+1)); echo line $i; done", tmp_path)
    child.start()
    child.wait_until(lambda: _says(child, "line 9"), timeout_s=5)
    child.bound_log(limit_bytes=10)
    assert _says(child, "line 9") is False
    child.wait_until(lambda: _says(child, "line "), timeout_s=5)
    child.stop()
    assert (tmp_path / "child.log.1").read_text().startswith("line 1\n")
    assert (tmp_path / "child.log").read_bytes().startswith(b"line ")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_a_child_dies_with_its_killed_parent(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from app.embedded.process import ChildProcess\n"
        "child = ChildProcess('child', ['sleep', '60'], log_path=Path(sys.argv[1]) / 'child.log')\n"
        "child.start(); print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        _, unchanged = psutil.wait_procs([child], timeout=0.3)  # it lives, and by now it is `sleep`
        assert unchanged
        os.kill(parent.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs([child], timeout=5)
    assert not alive
