"""The benchmark of the service at tiny sizes: every part measures, and fails if a result is lost. No time is judged."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select

from app.db.models import IdempotencyRecord, Lease
from app.db.session import SessionFactory
from benchmarks.service import __main__ as command
from benchmarks.service import optuna_storage
from benchmarks.service.clients import METRIC
from benchmarks.service.crowd import MemberFailedError, Run, measure
from benchmarks.service.jobs import ResultsLostError, check_stored, compare, make_job
from benchmarks.service.measurement import MeasuredTrial, Measurement, Setting, Window, repeat
from benchmarks.service.report import SERVICE, markdown
from tests.api.driver import lease, report


def test_every_part_measures_and_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "WARM_UP_S", 0.1)
    monkeypatch.setattr(command, "COMPACT_EXISTING", 20)
    monkeypatch.setattr(command, "COMPACT_CLIENTS", 2)
    monkeypatch.setattr(command, "PRODUCTION_EXISTING", 20)
    monkeypatch.setattr(command, "PROCESSES", 2)
    monkeypatch.setattr(optuna_storage, "PROCESSES", 2)
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- results: service -->\nold\n<!-- end of results: service -->\nafter\n")
    command.main(seconds=0.3, existing=[20], clients=[2], document=page)
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    for who in ("service", "service, compact ranker", "service, production mode", "Optuna, TPE", "Optuna, random"):
        assert re.search(rf"^\| {who} \| 20 \| 2 \|( [\d.,]+ \|){{6}}$", text, re.MULTILINE), who
    assert "| service | Optuna, TPE | 20 | 2 against 2 |" in text
    for process in ("api", "ranking", "io", "beat"):
        assert re.search(rf"^\| {process} \| [\d.]+.* \| \d+.* \|$", text, re.MULTILINE), process
    assert "| service, compact ranker | Optuna, TPE | 20 | 2 against 2 |" in capsys.readouterr().out


REPORTED = [MeasuredTrial(trial, score, 0, 0, 0, 0) for trial, score in [("a", 0.25), ("b", 0.5)]]


def test_results_that_are_stored_as_reported_pass() -> None:
    compare(REPORTED, {"b": 0.5, "a": 0.25})


@pytest.mark.parametrize(
    ("reported", "stored"),
    [
        (REPORTED, {"a": 0.25}),
        (REPORTED, {"a": 0.25, "b": 0.75}),
        (REPORTED, {"a": 0.25, "b": 0.5, "c": 1.0}),
        ([*REPORTED, REPORTED[0]], {"a": 0.25, "b": 0.5}),
    ],
    ids=["lost", "changed", "never reported", "given to two clients"],
)
def test_others_are_not(reported: list[MeasuredTrial], stored: dict[str, float]) -> None:
    with pytest.raises(ResultsLostError):
        compare(reported, stored)


def test_a_job_made_in_bulk_looks_like_one_that_has_run_and_is_checked(
    client: TestClient, sessions: SessionFactory, engine: Engine
) -> None:
    job = make_job(engine, existing=20, queued=2, further=0, max_parallel=2)
    shown = client.get(f"/v1/jobs/{job}").json()
    assert (shown["progress"]["completed"], shown["progress"]["queued"]) == (20, 2)
    assert shown["best"]["score"] == max(
        item["score"] for item in client.get(f"/v1/jobs/{job}/history").json()["items"]
    )
    with sessions() as session:
        leases, answers = (session.scalar(select(func.count()).select_from(m)) for m in (Lease, IdempotencyRecord))
    assert (leases, answers) == (20, 40)
    check_stored(engine, job, [], existing=20)
    with pytest.raises(ResultsLostError, match="2 of 2 trials are not stored"):
        check_stored(engine, job, REPORTED, existing=20)

    [trial] = lease(client, shown)
    with pytest.raises(ResultsLostError, match="1 trials still run"):
        check_stored(engine, job, [], existing=20)
    body = {"lease_token": trial["lease"]["token"], "state": "completed", "metrics": {METRIC: 0.75}}
    assert report(client, trial, body).status_code == 200
    check_stored(engine, job, [MeasuredTrial(trial["id"], 0.75, 0, 0, 0, 0)], existing=20)


def test_a_job_to_be_ranked_begins_with_its_round_planned(
    client: TestClient, engine: Engine, rank_due: Callable[[], None]
) -> None:
    job = make_job(engine, existing=20, queued=0, further=5, max_parallel=2)
    rank_due()
    leased = lease(client, {"id": str(job)}, count=2)
    assert [trial["source"] for trial in leased] == ["ranked", "ranked"]


def test_a_client_goes_on_to_the_end_of_the_window_and_until_one_trial_counts() -> None:
    times = iter([(0.0, 3.0), (3.0, 7.0), (7.0, 9.0), (9.0, 11.0), (11.0, 12.0)])

    def one_trial() -> MeasuredTrial:
        began_at, ended_at = next(times)
        return MeasuredTrial("", 0.0, began_at, 0.0, 0.0, ended_at)

    assert [reported.ended_at for reported in repeat(one_trial, Window(5, 10))] == [3, 7, 9, 11]
    times = iter([(0.0, 30.0), (30.0, 60.0)])
    assert [reported.ended_at for reported in repeat(one_trial, Window(5, 10))] == [30, 60]


def measurement(ask_s: float, *, clients: int, trials: int) -> Measurement:
    """Every client has `trials` trials in a row, in which asking takes half of the time."""
    reported = [MeasuredTrial("", 0, 2 * ask_s * n, ask_s, ask_s, 2 * ask_s * (n + 1)) for n in range(trials)]
    return Measurement([reported] * clients, seconds=10, processor_s={"API": 5, "Postgres": 2})


def test_rates_and_times_are_of_the_counted_trials() -> None:
    measured = measurement(0.05, clients=4, trials=7)
    assert measured.trials == 28
    assert measured.rate == pytest.approx(40)
    assert measured.ask_ms(0.99) == pytest.approx(50)
    assert measured.processor_ms == pytest.approx({"API": 12.5, "Postgres": 5})


def test_targets_are_judged_by_the_medians_of_the_repeats() -> None:
    ours, theirs = (measurement(s, clients=8, trials=3) for s in (0.01, 0.5))
    usual, tpe = Setting(SERVICE, 2_000, 8), Setting("Optuna, TPE", 2_000, 8)
    outlier = measurement(5, clients=8, trials=3)
    many = {replace(usual, existing=100_000): [measurement(0.02, clients=8, trials=3)]}
    text = markdown({usual: [ours, ours, outlier], tpe: [theirs], **many, replace(tpe, existing=100_000): []})
    assert "| service | Optuna, TPE | 2,000 | 8 against 8 | 50 times | 1/50 | 1/50 |" in text
    assert "- 50 times the trials/s of Optuna, TPE (target: 40): **met**" in text
    assert "- at 100,000 existing trials 0.50 of the rate (target: 0.9): **missed**" in text
    assert "| Optuna, TPE | 100,000 | 8 | not measured |" in text


def failing(_: Window) -> list[list[MeasuredTrial]]:
    raise ValueError("this is why")


def prepare_failing() -> Run:
    return failing


def test_the_failure_of_a_process_is_reported() -> None:
    with pytest.raises(MemberFailedError, match="this is why"):
        measure(prepare_failing, [()], warm_up_s=0, seconds=0.01, ready_s=60)


def test_a_process_that_is_not_ready_in_time_is_not_waited_for() -> None:
    with pytest.raises(TimeoutError, match="2 of 2 processes"):
        measure(prepare_failing, [(), ()], warm_up_s=0, seconds=0.01, ready_s=0.01)
