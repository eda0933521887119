"""The asynchronous client against the real stack: the same methods as Client, and its tasks."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
import pytest
from lmsearcher import (
    ActiveTrial,
    AsyncClient,
    Infeasible,
    JobFinishedError,
    LeaseLostError,
    NotFoundError,
    SearchSpace,
    WaitTimeoutError,
)

pytestmark = pytest.mark.anyio
Architecture = Mapping[str, Any]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def service(live_api: str) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(live_api) as client:
        yield client


async def test_evaluation_loop_of_ones_own(service: AsyncClient, space: SearchSpace) -> None:
    await service.check_ready()
    assert "compact" in {ranker.name for ranker in await service.rankers()}
    assert (await service.validate_space(space)).size == "12"
    job = await service.jobs.create(space=space, metric="acc", max_trials=3, warmup=3, ranker="surrogate", seed=3)
    assert (await service.jobs.get(job.id)).snapshot == job.snapshot
    assert job.id in [found.id for found in (await service.jobs.page(limit=1, state="running")).items]
    assert (await job.pause()).state == "paused"
    assert (await job.resume()).state == "running"
    leased = (await job.lease(worker="w")).trials[0]
    assert not (await service.trials.heartbeat(leased.id, token=leased.lease.token)).should_stop
    assert (await service.trials.release(leased.id, token=leased.lease.token)).trial_state == "queued"
    with pytest.raises(WaitTimeoutError):
        await job.wait(timeout_s=0.1, poll_s=0.05)
    for action in ("complete", "fail", "fail"):
        leased = (await job.lease(worker="w")).trials[0]
        if action == "complete":
            await service.trials.complete(leased.id, token=leased.lease.token, metrics={"acc": 0.5})
        else:
            await service.trials.fail(leased.id, token=leased.lease.token, error="out of memory")
    assert (await job.wait(timeout_s=20)).state == "completed"
    assert job.best is not None
    assert [trial.state async for trial in job.trials()] == ["completed", "failed", "failed"]
    assert (await service.trials.get(job.best.trial)).score == 0.5
    assert [entry.number async for entry in job.history()] == [1, 2, 3]
    assert [entry.source async for entry in job.rounds()] == ["warmup"]
    assert (await job.round(1)).pool
    assert (await job.export_history("ndjson")).count("\n") == 3
    with pytest.raises(JobFinishedError):
        await job.cancel()
    with pytest.raises(LeaseLostError):
        await service.trials.complete(leased.id, token="another", metrics={"acc": 1})  # noqa: S106  a wrong one
    with pytest.raises(NotFoundError):
        await service.trials.get("00000000-0000-0000-0000-000000000000")
    assert job.id in [found.id async for found in service.jobs.iterate(state="completed")]


async def test_ranking_without_a_job(service: AsyncClient, space: SearchSpace) -> None:
    ranking = await service.rank(
        space=space,
        goal="maximize",
        history=[{"ncode": "10", "score": 0.9}],
        candidates=["03", "11"],
        ranker="surrogate",
    )
    assert sorted(entry.ncode for entry in ranking.ranking) == ["03", "11"]


async def test_coroutines_are_evaluated_concurrently(service: AsyncClient, space: SearchSpace) -> None:
    job = await service.jobs.create(
        space=space, metric="acc", max_trials=6, max_parallel=3, warmup=6, ranker="surrogate"
    )
    together = asyncio.Barrier(3)

    async def train(architecture: Architecture, trial: ActiveTrial) -> float:
        if trial.number <= 3:
            await asyncio.wait_for(together.wait(), 20)
        if trial.number == 4:
            raise Infeasible("too large")
        if trial.number == 5:
            raise RuntimeError("out of memory")
        return float(architecture["depth"])

    assert await job.evaluate(train, workers=3, worker_name="node") == 6
    trials = [trial async for trial in job.trials()]
    assert {t.worker for t in trials[:3]} == {"node-0", "node-1", "node-2"}
    assert [t.state for t in trials[3:]] == ["infeasible", "failed", "completed"]


async def test_plain_functions_do_not_block_the_loop(service: AsyncClient, space: SearchSpace) -> None:
    job = await service.jobs.create(
        space=space, metric="acc", max_trials=2, max_parallel=2, warmup=2, ranker="surrogate"
    )
    together = threading.Barrier(2, timeout=20)

    def train(architecture: Architecture) -> float:
        together.wait()
        return 1.0

    assert await job.evaluate(train, workers=2) == 2


async def test_coroutine_that_blocks_the_loop_keeps_its_lease(service: AsyncClient, space: SearchSpace) -> None:
    job = await service.jobs.create(space=space, metric="acc", max_trials=1, lease_s=1, max_attempts=1)

    async def train(architecture: Architecture) -> float:
        time.sleep(1.6)  # noqa: ASYNC251  that is the point
        return 1.0

    assert await job.evaluate(train) == 1
    assert [(t.state, t.attempt) async for t in job.trials()] == [("completed", 1)]


async def test_without_keeper_process_tasks_send_heartbeats(live_api: str, space: SearchSpace) -> None:
    async with AsyncClient(live_api, transport=httpx2.AsyncHTTPTransport()) as client:
        job = await client.jobs.create(space=space, metric="acc", max_trials=1, lease_s=1, max_attempts=1)

        async def train(architecture: Architecture) -> float:
            await asyncio.sleep(1.6)
            return 1.0

        assert await job.evaluate(train) == 1


@pytest.mark.parametrize("heartbeats_from", ["process", "task"])
async def test_on_stop_callback_of_a_coroutine_runs_in_its_loop(
    live_api: str, space: SearchSpace, heartbeats_from: str
) -> None:
    transport = httpx2.AsyncHTTPTransport() if heartbeats_from == "task" else None
    async with AsyncClient(live_api, transport=transport) as client:
        job = await client.jobs.create(space=space, metric="acc", max_trials=5, lease_s=1)
        ran_in: list[threading.Thread] = []

        async def train(architecture: Architecture, trial: ActiveTrial) -> float:
            stopped = asyncio.Event()
            trial.on_stop(lambda: ran_in.append(threading.current_thread()))
            trial.on_stop(stopped.set)
            await (await client.jobs.get(job.id)).cancel()
            await asyncio.wait_for(stopped.wait(), 20)
            return 1.0

        assert await job.evaluate(train) == 0
        assert ran_in == [threading.current_thread()]


@pytest.mark.parametrize("heartbeats_from", ["process", "task"])
async def test_cancelled_evaluation_releases_its_trials_at_once(
    live_api: str, space: SearchSpace, heartbeats_from: str
) -> None:
    transport = httpx2.AsyncHTTPTransport() if heartbeats_from == "task" else None
    async with AsyncClient(live_api, transport=transport) as client:
        job = await client.jobs.create(
            space=space, metric="acc", max_trials=2, max_parallel=2, warmup=2, ranker="surrogate", lease_s=3
        )
        together = asyncio.Barrier(3)

        async def train(architecture: Architecture) -> float:
            await together.wait()
            await asyncio.sleep(60)
            return 1.0

        evaluation = asyncio.create_task(job.evaluate(train, workers=2))
        await asyncio.wait_for(together.wait(), 20)
        evaluation.cancel()
        with pytest.raises(asyncio.CancelledError):
            await evaluation
        progress = (await job.refresh()).progress
        assert (progress.queued, progress.running) == (2, 0)
        await asyncio.sleep(1.5)
        leased = (await job.lease(worker="another", count=2, wait_s=0)).trials
        assert [trial.attempt for trial in leased] == [1, 1]


async def test_missing_job_is_an_error(service: AsyncClient, space: SearchSpace) -> None:
    job = await service.jobs.create(space=space, metric="acc", max_trials=1)
    job.snapshot = job.snapshot.model_copy(update={"id": "00000000-0000-0000-0000-000000000000"})
    with pytest.raises(NotFoundError):
        await job.evaluate(len, workers=2)
    with pytest.raises(ValueError, match="at least 1"):
        await job.evaluate(len, workers=0)
