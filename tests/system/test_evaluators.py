"""Evaluators with the least of keys: one of the scope `evaluate` alone, at an API in production mode."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from lmsearcher import APIError, AsyncClient, Client, Job, SearchSpace
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import sessionmaker

from app.domain.keys import Scope
from tests.keys import new_key
from tests.servers import Servers
from tests.stack import Stack, running_stack

TRIALS = 6


@pytest.fixture(scope="module")
def servers(database_url: str, redis_url: str) -> Servers:
    return Servers(database_url, redis_url).apart("evaluators", 8)


@pytest.fixture(scope="module")
def stack(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    production = {"LMSEARCHER_ENVIRONMENT": "production"}
    with running_stack(servers, log_dir=tmp_path_factory.mktemp("logs"), api_environment=production) as stack:
        yield stack


@pytest.fixture(scope="module")
def keys(servers: Servers) -> dict[Scope, str]:
    """One of every scope, of one project."""
    engine = create_engine(make_url(servers.database_url).set(drivername="postgresql+psycopg"))
    sessions = sessionmaker(engine, expire_on_commit=False)
    made = {scope: new_key(sessions, scope).text for scope in Scope}
    engine.dispose()
    return made


@pytest.fixture
def job(stack: Stack, keys: dict[Scope, str]) -> Iterator[Job]:
    """As its owner sees it. Its leases are shorter than the first evaluation takes."""
    space = SearchSpace().categorical("op", ["none", "conv", "pool"]).integer("depth", 1, 4)
    with Client(stack.url, keys[Scope.ADMIN]) as owner:
        yield owner.jobs.create(
            space=space, metric="loss", goal="minimize", max_trials=TRIALS, warmup=3, ranker="surrogate", lease_s=1
        )


@pytest.fixture(autouse=True)
def _state_directory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks of worker names stay out of the home directory."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))


def slow_at_first() -> Any:
    pauses = iter([2.5])

    def train(architecture: Mapping[str, Any]) -> float:
        time.sleep(next(pauses, 0))
        return float(architecture["depth"])

    return train


def check(job: Job) -> None:
    assert job.refresh().state == "completed"
    trials = list(job.trials())
    assert [(t.state, t.attempt) for t in trials] == [("completed", 1)] * TRIALS
    assert all(t.metrics == {"loss": t.architecture["depth"]} for t in trials)


def test_a_search_runs_to_its_end_and_an_ended_one_ends_at_once(stack: Stack, keys: dict[Scope, str], job: Job) -> None:
    with Client(stack.url, keys[Scope.EVALUATE]) as client:
        with pytest.raises(APIError, match="read"):
            client.jobs.get(job.id)
        assert client.jobs.evaluate(job.id, slow_at_first(), patience_s=20) == TRIALS
        assert client.jobs.evaluate(job.id, slow_at_first(), patience_s=20) == 0
    check(job)


def test_so_does_an_asynchronous_one(stack: Stack, keys: dict[Scope, str], job: Job) -> None:
    train = slow_at_first()

    async def evaluate() -> list[int]:
        async with AsyncClient(stack.url, keys[Scope.EVALUATE]) as client:
            return [await client.jobs.evaluate(job.id, train, patience_s=20) for _ in range(2)]

    assert asyncio.run(evaluate()) == [TRIALS, 0]
    check(job)


def test_a_coroutine_is_evaluated_too(stack: Stack, keys: dict[Scope, str], job: Job) -> None:
    async def train(architecture: Mapping[str, Any]) -> float:
        return float(architecture["depth"])

    async def evaluate() -> int:
        async with AsyncClient(stack.url, keys[Scope.EVALUATE]) as client:
            return await client.jobs.evaluate(job.id, train, patience_s=20)

    assert asyncio.run(evaluate()) == TRIALS
    check(job)


def test_a_loop_of_ones_own(stack: Stack, keys: dict[Scope, str], job: Job) -> None:
    with Client(stack.url, keys[Scope.EVALUATE]) as client:
        answer = client.trials.lease(job.id, worker="w")
        assert (answer.metric, answer.lease_s) == ("loss", 1)
        [trial] = answer.trials
        client.trials.complete(trial.id, token=trial.lease.token, metrics={answer.metric: 1.0})
    assert job.refresh().progress.completed == 1
    job.cancel()


@pytest.mark.parametrize("scope", [Scope.READ, Scope.SUBMIT])
def test_another_scope_is_not_enough(stack: Stack, keys: dict[Scope, str], job: Job, scope: Scope) -> None:
    with Client(stack.url, keys[scope]) as client, pytest.raises(APIError, match="evaluate"):
        client.jobs.evaluate(job.id, slow_at_first())
    job.cancel()
