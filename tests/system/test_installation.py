"""`pip install .` into an empty environment is enough for a search with `lmsearcher-server up`."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.embedded.ports import LOOPBACK, free_port
from tests.builders import job_body
from tests.system.installing import INSTALL_TIMEOUT_S, environment_of, install_plain, outside
from tests.system.searches import rounds_of, search

pytestmark = pytest.mark.timeout(2 * INSTALL_TIMEOUT_S)
START_TIMEOUT_S, STOP_TIMEOUT_S = 60, 30


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_plain(tmp_path_factory.mktemp("plain"))


@contextmanager
def up(commands: Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The address of a running stack, and what the terminal shows up to there."""
    port = free_port()
    command = [str(commands / "lmsearcher-server"), "up", "--port", str(port), "--data-dir", str(folder / "data")]
    with subprocess.Popen(
        outside(command, folder), stdout=subprocess.PIPE, text=True, env=environment_of(commands)
    ) as process:
        assert process.stdout is not None
        shown: list[str] = []
        try:
            for line in process.stdout:
                shown.append(line.strip())
                if line.startswith("  logs"):
                    break
            yield f"http://{LOOPBACK}:{port}", shown
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=STOP_TIMEOUT_S)
    assert process.returncode == 0


def decisions(client: httpx2.Client, **strategy: Any) -> set[tuple[str, str | None]]:
    """Runs a search to its end; by which ranker its rounds were decided, and why by a fallback."""
    body = job_body(budget={"max_trials": 6}, strategy={"warmup": 3, **strategy})
    job = client.post("/v1/jobs", json=body).raise_for_status().json()
    search(client, job)
    return {(r["ranker"], r["fallback_reason"]) for r in rounds_of(client, job) if r["source"] != "warmup"}


def test_a_plain_installation_searches_and_says_that_compact_needs_torch(commands: Path, tmp_path: Path) -> None:
    with up(commands, tmp_path) as (url, shown), httpx2.Client(base_url=url, timeout=60) as client:
        assert shown[0].startswith("torch is not installed: jobs are ranked by `surrogate`")
        assert "pip install 'lmsearcher-server[compact]'" in shown[0]
        for address in (f"dashboard      {url}/dashboard", f"API reference  {url}/docs"):
            assert address in shown
            assert client.get(address.split()[-1], follow_redirects=True).status_code == 200
        assert decisions(client) == {("surrogate", None)}
        hint = "compact: torch is not installed: pip install 'lmsearcher-server[compact]'"
        assert {reason for _, reason in decisions(client, ranker="compact")} == {hint}
