"""The client against the real stack: jobs, trials, rounds, rankings and the errors of each."""

import csv
import io
import itertools
import uuid
from typing import Any

import pytest
from lmsearcher import (
    Client,
    InvalidRequestError,
    Job,
    JobFinishedError,
    LeaseLostError,
    NotFoundError,
    ResultConflictError,
    SearchSpace,
    SpaceExhaustedError,
    WaitTimeoutError,
)
from lmsearcher._requests import iterate_pages


@pytest.fixture
def job(service: Client, space: SearchSpace) -> Job:
    return service.jobs.create(space=space, metric="acc", max_trials=3, warmup=3, ranker="surrogate", seed=3)


def test_job_shows_its_settings_and_defaults(service: Client, space: SearchSpace) -> None:
    job = service.jobs.create(
        name="all of it",
        space=space,
        metric="loss",
        goal="minimize",
        max_trials=9,
        max_parallel=2,
        max_failures=4,
        deadline_s=600,
        ranker="surrogate",
        pool_kind="uniform",
        pool_size=10,
        warmup=4,
        history=50,
        penalize=["failed"],
        lease_s=30,
        max_attempts=2,
        seed=5,
        tags={"team": "vision"},
    )
    snapshot = service.jobs.get(job.id).snapshot
    assert (snapshot.name, snapshot.state, snapshot.seed, snapshot.tags) == (
        "all of it",
        "running",
        5,
        {"team": "vision"},
    )
    assert (snapshot.space_size, snapshot.ncode.length, snapshot.ncode.widths) == ("12", 2, (1, 1))
    assert (snapshot.objective.metric, snapshot.objective.goal) == ("loss", "minimize")
    assert snapshot.budget.model_dump() == {"max_trials": 9, "max_parallel": 2, "max_failures": 4, "deadline_s": 600}
    assert snapshot.strategy.model_dump() == {
        "ranker": "surrogate",
        "pool": {"kind": "uniform", "size": 10},
        "warmup": 4,
        "history": 50,
        "penalize": ("failed",),
    }
    assert (snapshot.evaluation.lease_s, snapshot.evaluation.max_attempts) == (30, 2)
    assert job.progress.queued == 4
    plain = service.jobs.create(space=space.to_json(), metric="acc", max_trials=2).snapshot
    assert plain.objective.goal == "maximize"
    assert plain.strategy.pool.size > 0


def test_same_idempotency_key_creates_one_job(service: Client, space: SearchSpace) -> None:
    key = uuid.uuid4().hex
    first, again = (
        service.jobs.create(space=space, metric="acc", max_trials=2, seed=1, idempotency_key=key) for _ in range(2)
    )
    assert first.id == again.id
    with pytest.raises(InvalidRequestError):
        service.jobs.create(space=space, metric="acc", max_trials=3, seed=1, idempotency_key=key)


def test_refresh_does_not_transfer_an_unchanged_job(job: Job) -> None:
    known = job.refresh().snapshot
    assert job.refresh().snapshot is known
    job.lease(worker="w")
    assert job.refresh().progress.running == 1
    assert job.snapshot.revision > known.revision


def test_pause_resume_cancel(job: Job) -> None:
    assert job.pause().state == "paused"
    response = job.lease(worker="w", wait_s=0)
    assert (response.trials, response.job_state) == ((), "paused")
    assert response.retry_after_s is not None
    assert job.resume().state == "running"
    assert not job.is_over
    with pytest.raises(WaitTimeoutError):
        job.wait(timeout_s=0.1, poll_s=0.05)
    assert job.cancel().state == "cancelled"
    assert job.wait(timeout_s=1).snapshot.end_reason == "cancelled"
    with pytest.raises(JobFinishedError):
        job.resume()
    with pytest.raises(JobFinishedError):
        job.lease(worker="w")


def test_evaluation_loop_of_ones_own(service: Client, job: Job) -> None:
    """Leases, heartbeats and reports; then everything that can be read about them."""
    leased = job.lease(worker="w", count=1).trials[0]
    assert job.lease(worker="w", count=1).trials[0].id == leased.id
    renewed = service.trials.heartbeat(leased.id, token=leased.lease.token)
    assert (renewed.should_stop, renewed.trial_state, renewed.job_state) == (False, "running", "running")
    response = service.trials.complete(leased.id, token=leased.lease.token, metrics={"acc": 0.5, "params": 10})
    assert (response.trial.state, response.trial.score, response.job_state) == ("completed", 0.5, "running")
    again = service.trials.complete(leased.id, token=leased.lease.token, metrics={"acc": 0.5, "params": 10})
    assert again.trial == response.trial
    with pytest.raises(ResultConflictError):
        service.trials.complete(leased.id, token=leased.lease.token, metrics={"acc": 0.6})
    with pytest.raises(LeaseLostError):
        service.trials.complete(leased.id, token="another", metrics={"acc": 0.6})  # noqa: S106  a wrong one
    second = job.lease(worker="w", count=1).trials[0]
    service.trials.fail(second.id, token=second.lease.token, error="out of memory")
    third = job.lease(worker="w", count=1).trials[0]
    last = service.trials.fail(third.id, token=third.lease.token, error="too large", infeasible=True)
    assert last.job_state == "completed"

    trials = list(job.trials())
    assert [(t.number, t.state, t.score, t.error) for t in trials] == [
        (1, "completed", 0.5, None),
        (2, "failed", None, "out of memory"),
        (3, "infeasible", None, "too large"),
    ]
    assert trials[0] == service.trials.get(leased.id) == response.trial
    assert [t.number for t in job.trials(state="failed")] == [2]
    best = job.refresh().best
    assert best is not None
    assert (best.trial, best.score, best.architecture) == (leased.id, 0.5, leased.architecture)
    assert [(o.number, o.state, o.score) for o in job.history()] == [
        (1, "completed", 0.5),
        (2, "failed", None),
        (3, "infeasible", None),
    ]
    rows = list(csv.DictReader(io.StringIO(job.export_history("csv"))))
    assert [row["ncode"] for row in rows] == [t.ncode for t in trials]
    assert job.export_history("ndjson").count("\n") == 3
    assert [(r.number, r.source) for r in job.rounds()] == [(1, "warmup")]
    pool = job.round(1).pool
    assert pool is not None
    assert [entry.ncode for entry in pool if entry.chosen] == [t.ncode for t in trials]


def test_released_trial_can_be_leased_at_once(service: Client, job: Job) -> None:
    leased = job.lease(worker="first").trials[0]
    for _ in range(2):
        released = service.trials.release(leased.id, token=leased.lease.token)
        assert (released.trial_state, released.job_state) == ("queued", "running")
    again = job.lease(worker="second").trials[0]
    assert (again.id, again.attempt) == (leased.id, 1)
    with pytest.raises(LeaseLostError):
        service.trials.release(leased.id, token=leased.lease.token)


def test_exhausted_space_ends_the_search(service: Client) -> None:
    job = service.jobs.create(
        space=SearchSpace().categorical("op", ["a", "b"]), metric="acc", max_trials=9, warmup=2, ranker="surrogate"
    )
    assert job.evaluate(len) == 2
    assert (job.state, job.snapshot.end_reason) == ("completed", "space_exhausted")
    with pytest.raises(SpaceExhaustedError):
        job.lease(worker="w")


def test_pages_cover_the_whole_list(service: Client, space: SearchSpace) -> None:
    made = {service.jobs.create(space=space, metric="acc", max_trials=1).id for _ in range(3)}
    page = service.jobs.page(limit=2, state="running")
    assert len(page.items) == 2
    assert page.next is not None
    following = service.jobs.page(limit=2, state="running", after=page.next)
    assert {j.id for j in page.items}.isdisjoint(j.id for j in following.items)
    assert made <= {j.id for j in itertools.islice(service.jobs.iterate(state="running"), 500)}
    one_by_one = iterate_pages(lambda after: service.jobs.page(limit=1, state="running", after=after))
    assert made == {j.id for j in itertools.islice(one_by_one, 3)}


def test_jobs_are_found_by_name_and_tag(service: Client, space: SearchSpace) -> None:
    mark = uuid.uuid4().hex
    job = service.jobs.create(space=space, metric="acc", max_trials=3, name=f"Cells {mark}", tags={"mark": mark})
    assert [found.id for found in service.jobs.page(name=mark.upper()).items] == [job.id]
    assert [found.id for found in service.jobs.iterate(tag=f"mark={mark}")] == [job.id]
    assert not service.jobs.page(tag=f"mark={mark}x").items


def test_space_is_validated_without_a_job(service: Client, space: SearchSpace) -> None:
    report = service.validate_space(space, samples=4)
    assert (report.size, report.ncode.length, len(report.samples)) == ("12", 2, 4)
    assert report.samples[0].architecture.keys() == {"op", "depth"}
    broken = {"dimensions": [{"name": "x", "type": "int", "low": 3, "high": 1}]}
    with pytest.raises(InvalidRequestError) as caught:
        service.validate_space(broken)
    assert caught.value.code == "invalid_space"
    assert caught.value.errors[0].pointer.endswith("/dimensions/0/low")
    assert caught.value.request_id


def test_ranking_without_a_job(service: Client, space: SearchSpace) -> None:
    history = [{"ncode": "10", "score": 0.9}, {"architecture": {"op": "none", "depth": 4}, "score": 0.1}]
    candidates: list[str | dict[str, Any]] = ["03", "11", {"op": "pool", "depth": 4}]
    ranking = service.rank(
        space=space, goal="maximize", history=history, candidates=candidates, ranker="surrogate", seed=1
    )
    assert sorted(entry.ncode for entry in ranking.ranking) == ["03", "11", "23"]
    assert ranking.ranker == "surrogate"


def test_rankers_and_readiness(service: Client) -> None:
    service.check_ready()
    assert {"compact", "surrogate"} <= {ranker.name for ranker in service.rankers()}
    assert sum(ranker.default for ranker in service.rankers()) == 1


def test_missing_job_and_trial_are_not_found(service: Client) -> None:
    for read in (service.jobs.get, service.trials.get):
        with pytest.raises(NotFoundError):
            read(str(uuid.uuid4()))
