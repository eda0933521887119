"""Evaluators whose key has only the scope `evaluate`, at an API in production mode."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from lmsearcher import APIError, AsyncClient, Client, Job, SearchSpace

from app.db.session import SessionFactory
from app.domain.keys import Scope
from tests.keys import new_key, new_project

TRIALS = 6


@pytest.fixture(scope="module")
def keys(live_sessions: SessionFactory) -> dict[Scope, str]:
    """A key of each scope, all of one project."""
    project_id = new_project(live_sessions)
    return {scope: new_key(live_sessions, scope, project_id=project_id).text for scope in Scope}


@pytest.fixture
def job(closed_api: str, keys: dict[Scope, str]) -> Iterator[Job]:
    """A job of the admin key. Its leases are shorter than the first evaluation."""
    space = SearchSpace().categorical("op", ["none", "conv", "pool"]).integer("depth", 1, 4)
    with Client(closed_api, keys[Scope.ADMIN]) as owner:
        yield owner.jobs.create(
            space=space, metric="loss", goal="minimize", max_trials=TRIALS, warmup=3, ranker="surrogate", lease_s=1
        )


def slow_at_first() -> Any:
    pauses = iter([1.6])

    def train(architecture: Mapping[str, Any]) -> float:
        time.sleep(next(pauses, 0))
        return float(architecture["depth"])

    return train


def check(job: Job) -> None:
    assert job.refresh().state == "completed"
    trials = list(job.trials())
    assert [(t.state, t.attempt) for t in trials] == [("completed", 1)] * TRIALS
    assert all(t.metrics == {"loss": t.architecture["depth"]} for t in trials)


def test_evaluate_scope_is_enough_for_a_search(closed_api: str, keys: dict[Scope, str], job: Job) -> None:
    with Client(closed_api, keys[Scope.EVALUATE]) as client:
        with pytest.raises(APIError, match="read"):
            client.jobs.get(job.id)
        assert client.jobs.evaluate(job.id, slow_at_first(), patience_s=20) == TRIALS
        assert client.jobs.evaluate(job.id, slow_at_first(), patience_s=20) == 0
    check(job)


def test_evaluate_scope_is_enough_for_the_async_client(closed_api: str, keys: dict[Scope, str], job: Job) -> None:
    train = slow_at_first()

    async def evaluate() -> list[int]:
        async with AsyncClient(closed_api, keys[Scope.EVALUATE]) as client:
            return [await client.jobs.evaluate(job.id, train, patience_s=20) for _ in range(2)]

    assert asyncio.run(evaluate()) == [TRIALS, 0]
    check(job)


def test_evaluate_scope_is_enough_for_a_coroutine(closed_api: str, keys: dict[Scope, str], job: Job) -> None:
    async def train(architecture: Mapping[str, Any]) -> float:
        return float(architecture["depth"])

    async def evaluate() -> int:
        async with AsyncClient(closed_api, keys[Scope.EVALUATE]) as client:
            return await client.jobs.evaluate(job.id, train, patience_s=20)

    assert asyncio.run(evaluate()) == TRIALS
    check(job)


def test_evaluation_loop_of_ones_own(closed_api: str, keys: dict[Scope, str], job: Job) -> None:
    with Client(closed_api, keys[Scope.EVALUATE]) as client:
        response = client.trials.lease(job.id, worker="w")
        assert (response.metric, response.lease_s) == ("loss", 1)
        [trial] = response.trials
        client.trials.complete(trial.id, token=trial.lease.token, metrics={response.metric: 1.0})
    assert job.refresh().progress.completed == 1
    job.cancel()


@pytest.mark.parametrize("scope", [Scope.READ, Scope.SUBMIT])
def test_other_scope_cannot_evaluate(closed_api: str, keys: dict[Scope, str], job: Job, scope: Scope) -> None:
    with Client(closed_api, keys[scope]) as client, pytest.raises(APIError, match="evaluate"):
        client.jobs.evaluate(job.id, slow_at_first())
    job.cancel()
