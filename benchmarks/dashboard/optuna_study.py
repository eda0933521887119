"""Optuna's dashboard on the same trials, at its best: on Postgres, its cache filled before it is measured."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution, distribution_to_json
from sqlalchemy import Engine

from app.embedded.ports import LOOPBACK, free_port
from benchmarks.dashboard.search import EDGES, LEARNING_RATES, OPERATIONS, WIDTHS, Search
from benchmarks.service.optuna_storage import empty_study

NAME = "benchmark"
READY_S, FIRST_ANSWER_S = 60, 300
_STATES = {"completed": "COMPLETE", "failed": "FAIL", "infeasible": "FAIL"}
_DISTRIBUTIONS: dict[str, Any] = {
    **{f"edge{e}": CategoricalDistribution(OPERATIONS) for e in range(EDGES)},
    "width": IntDistribution(16, 256, step=16),
    "lr": FloatDistribution(1e-4, 1e-1, log=True),
}


def make_study(engine: Engine, search: Search) -> str:
    """A database of its own beside that of the engine, made anew; its URL."""
    with empty_study(engine, "optuna_dashboard", NAME) as (connection, study_id):
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor:
            _fill(cursor, search, study_id)
        return connection.engine.url.render_as_string(hide_password=False)


def _fill(cursor: Any, search: Search, study_id: int) -> None:
    began = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=30)
    scores, indices = search.choices.scores.tolist(), search.choices.indices.tolist()
    with cursor.copy(
        "COPY trials (trial_id, number, study_id, state, datetime_start, datetime_complete) FROM STDIN"
    ) as copy:
        for i, (state, seconds) in enumerate(zip(search.states, search.seconds.tolist(), strict=True)):
            started = began + timedelta(seconds=8 * i)
            copy.write_row((i + 1, i, study_id, _STATES[state], started, started + timedelta(seconds=seconds)))
    with cursor.copy("COPY trial_values (trial_id, objective, value, value_type) FROM STDIN") as copy:
        for i, state in enumerate(search.states):
            if state == "completed":
                copy.write_row((i + 1, 0, scores[i], "FINITE"))
    written = {name: distribution_to_json(distribution) for name, distribution in _DISTRIBUTIONS.items()}
    with cursor.copy("COPY trial_params (trial_id, param_name, param_value, distribution_json) FROM STDIN") as copy:
        for i, row in enumerate(indices):
            values = [*row[:EDGES], WIDTHS[row[EDGES]], LEARNING_RATES[row[EDGES + 1]]]
            for (name, distribution), value in zip(written.items(), values, strict=True):
                copy.write_row((i + 1, name, float(value), distribution))


@contextmanager
def running_dashboard(storage_url: str) -> Iterator[str]:
    """The address of the study's page, once the server has read its trials. Raises TimeoutError."""
    port = free_port()
    command = [sys.executable, "-m", "optuna_dashboard._cli", storage_url, "--port", str(port), "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
    base = f"http://{LOOPBACK}:{port}"
    try:
        _await(f"{base}/api/studies", READY_S)
        _await(f"{base}/api/studies/1", FIRST_ANSWER_S)
        yield f"{base}/dashboard/studies/1"
    finally:
        process.kill()
        process.wait()


def _await(url: str, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=timeout_s) as answer:  # noqa: S310 - our own address
                answer.read()
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(f"{url} did not answer within {timeout_s:g} s")
