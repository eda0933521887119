"""`lmsearcher-server up` and `run` as a user has them: one process to start and to stop, whatever happens to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import pytest

from app.embedded.ports import LOOPBACK, free_port

START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 30
WITHOUT_MODELS = {"LMSEARCHER_RANKING_WARM_UP": "none"}
UNKNOWN = {"LMSEARCHER_OUTBOUND_PORT": "443"}
JOB = {
    "name": "kept",
    "space": {"dimensions": [{"name": "op", "type": "categorical", "options": ["skip", "conv", "pool"]}]},
    "objective": {"metric": "accuracy", "goal": "maximize"},
    "budget": {"max_trials": 2},
}


@dataclass(frozen=True, slots=True)
class Up:
    """A running `lmsearcher-server up`."""

    process: subprocess.Popen[str]
    url: str
    data_dir: Path

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word: str) -> psutil.Process | None:
        """The one with this word in its command line, if it lives."""
        for child in self.children():
            with suppress(psutil.NoSuchProcess):  # dead, and not yet taken out of the process table
                if word in child.cmdline():
                    return child
        return None


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", *arguments]


def _refused(*arguments: str) -> str:
    """What a start that must fail says."""
    done = subprocess.run(_command(*arguments), capture_output=True, text=True, check=False, timeout=START_TIMEOUT_S)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def _ready(url: str) -> bool:
    with suppress(httpx2.TransportError):
        return httpx2.get(f"{url}/readyz", timeout=2).status_code == 200
    return False


def _wait_until_ready(up: Up) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not _ready(up.url):
        assert up.process.poll() is None, "it ended"
        assert time.monotonic() < deadline, "not ready in time"
        time.sleep(0.2)


def _wait_until_said(process: subprocess.Popen[str], text: str) -> None:
    """The process itself may see a moment later than we do that it is ready; from then on it restarts what dies."""
    assert process.stdout is not None
    assert any(text in line for line in process.stdout), "it ended"


@contextmanager
def _up(data_dir: Path) -> Iterator[Up]:
    port = free_port()
    command = _command("up", "--port", str(port), "--data-dir", str(data_dir))
    environment = os.environ | WITHOUT_MODELS | UNKNOWN
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            up = Up(process, f"http://{LOOPBACK}:{port}", data_dir)
            _wait_until_ready(up)
            _wait_until_said(process, up.url)
            yield up
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=STOP_TIMEOUT_S)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    with _up(tmp_path_factory.mktemp("up")) as running:
        yield running


def test_a_second_start_on_the_same_folder_is_refused(up: Up) -> None:
    message = _refused("up", "--port", str(free_port()), "--data-dir", str(up.data_dir))
    assert f"is in use by process {up.process.pid}" in message
    assert _ready(up.url)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        assert f"port {port} is taken" in _refused("up", "--port", str(port), "--data-dir", str(tmp_path))


def test_a_stack_that_has_not_opened_its_port_yet_keeps_others_out(tmp_path: Path) -> None:
    port, first = str(free_port()), tmp_path / "first"
    starting = _command("up", "--port", port, "--data-dir", str(first))
    with subprocess.Popen(starting, stdout=subprocess.DEVNULL, env=os.environ | WITHOUT_MODELS) as process:
        try:
            deadline = time.monotonic() + START_TIMEOUT_S
            while not (first / "postgres").exists():  # it starts Postgres, and its API long after
                assert time.monotonic() < deadline
                time.sleep(0.02)
            assert f"port {port} is taken" in _refused("up", "--port", port, "--data-dir", str(tmp_path / "second"))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_TIMEOUT_S + STOP_TIMEOUT_S)


def test_a_wrong_number_of_api_processes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMSEARCHER_API_PROCESSES", "0")
    message = _refused("up", "--port", str(free_port()), "--data-dir", str(tmp_path))
    assert "LMSEARCHER_API_PROCESSES: Input should be greater than or equal to 1" in message


def test_everything_listens_on_the_loopback_interface_only(up: Up) -> None:
    listening = [c for child in up.children() for c in child.net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert len(listening) >= 3  # API, Postgres, Valkey
    assert {connection.laddr.ip for connection in listening} == {LOOPBACK}


@pytest.mark.parametrize("name", ["api", "io", "ranking", "beat"])
def test_each_process_warns_of_an_unknown_variable(up: Up, name: str) -> None:
    lines = (up.data_dir / "logs" / f"{name}.log").read_text().splitlines()
    warning, *_ = [json.loads(line) for line in lines if "settings.unknown" in line]  # one for each start
    assert warning["level"] == "warning"
    assert (warning["variable"], warning["nearest"]) == ("LMSEARCHER_OUTBOUND_PORT", "LMSEARCHER_OUTBOUND_PORTS")


def test_secrets_are_not_on_any_command_line(up: Up) -> None:
    password = (up.data_dir / "postgres" / "password").read_text()
    commands = " ".join(word for child in up.children() for word in child.cmdline())
    assert password not in commands
    assert "redis://" not in commands


@pytest.mark.parametrize("word", ["app.serve", "beat"])
def test_a_killed_process_comes_back(up: Up, word: str) -> None:
    killed = up.child(word)
    assert killed is not None
    killed.kill()
    deadline = time.monotonic() + START_TIMEOUT_S
    while up.child(word) in {None, killed}:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    _wait_until_ready(up)


def test_two_api_processes_share_the_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMSEARCHER_API_PROCESSES", "2")
    with _up(tmp_path) as up:
        first, second = _api_processes(up, 2)
        for killed in (first, second):
            killed.kill()
            killed.wait(5)
            for _ in range(20):  # the other one takes all new connections
                assert httpx2.get(f"{up.url}/livez", timeout=10).status_code == 200
            assert killed not in _api_processes(up, 2)
        _wait_until_both_answer(up)


def _api_processes(up: Up, count: int) -> list[psutil.Process]:
    """Those that listen, once there are that many."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        found = [child for child in up.children() if "app.serve" in child.cmdline() and _listens(child)]
        if len(found) == count:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def _listens(process: psutil.Process) -> bool:
    try:
        return any(c.status == psutil.CONN_LISTEN for c in process.net_connections("inet"))
    except psutil.Error:
        return False


def _wait_until_both_answer(up: Up) -> None:
    """Each process logs the requests that it has answered."""
    logs = [up.data_dir / "logs" / f"{name}.log" for name in ("api", "api-2")]
    before = [len(log.read_text()) for log in logs]
    deadline = time.monotonic() + START_TIMEOUT_S
    while not all("/livez" in log.read_text()[start:] for log, start in zip(logs, before, strict=True)):
        assert time.monotonic() < deadline
        assert httpx2.get(f"{up.url}/livez", timeout=10).status_code == 200


def test_kill_9_leaves_no_process_behind_and_the_next_start_has_the_jobs(tmp_path: Path) -> None:
    with _up(tmp_path) as first:
        created = httpx2.post(f"{first.url}/v1/jobs", json=JOB, timeout=10)
        assert created.status_code == 201, created.text
        children = first.children()
        first.process.kill()
        _, alive = psutil.wait_procs(children, timeout=STOP_TIMEOUT_S)
        assert not alive
    with _up(tmp_path) as second:
        job = httpx2.get(f"{second.url}/v1/jobs/{created.json()['id']}", timeout=10).json()
        assert (job["name"], job["state"]) == ("kept", "running")
        children = second.children()
        second.process.send_signal(signal.SIGTERM)
        assert second.process.wait(STOP_TIMEOUT_S) == 0
        assert not [child for child in children if child.is_running()]
        assert not (tmp_path / "postgres" / "cluster" / "postmaster.pid").exists()  # a clean shutdown


def test_run_gives_the_command_an_address_and_passes_its_status_on(tmp_path: Path) -> None:
    script = (
        "import os, sys, urllib.request as r; url = os.environ['LMSEARCHER_URL']\n"
        "print(r.urlopen(url + '/readyz', timeout=5).read().decode(), flush=True); sys.exit(7)"
    )
    done = subprocess.run(
        _command("run", "--", sys.executable, "-c", script),
        capture_output=True,
        text=True,
        check=False,
        timeout=START_TIMEOUT_S + STOP_TIMEOUT_S,
        env=os.environ | WITHOUT_MODELS | UNKNOWN | {"TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 7, done.stderr
    assert "LMSEARCHER_OUTBOUND_PORT is not a setting. The nearest is LMSEARCHER_OUTBOUND_PORTS." in done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["status"] == "ok"
    assert not list(tmp_path.iterdir())
    assert not [p for p in psutil.process_iter(["environ"]) if (p.info["environ"] or {}).get("TMPDIR") == str(tmp_path)]


def test_run_says_that_there_is_no_such_command() -> None:
    command = _command("run", "--", "no-such-command")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=START_TIMEOUT_S)
    assert done.returncode == 2
    assert "no-such-command" in done.stderr
