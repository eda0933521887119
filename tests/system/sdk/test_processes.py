"""Programs with several processes: the client, its jobs and its errors go from one process to another."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest
from lmsearcher import AsyncClient, Client, Job, NotFoundError, SearchSpace

PROCESSES = 2


@pytest.fixture
def pool() -> Iterator[ProcessPoolExecutor]:
    """Processes that share nothing with this one: all they get is pickled."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        yield pool


def depth(architecture: Mapping[str, Any]) -> float:
    return float(architecture["depth"])


def evaluate_with_client(client: Client, job: str) -> int:
    with client:
        return client.jobs.evaluate(job, depth, worker_name=f"process-{os.getpid()}")


def evaluate_with_job(job: Job) -> Job:
    job.evaluate(depth, worker_name=f"process-{os.getpid()}")
    return job


def evaluate_with_async_client(client: AsyncClient, job: str) -> int:
    async def evaluate() -> int:
        async with client:
            return await client.jobs.evaluate(job, depth, worker_name=f"process-{os.getpid()}")

    return asyncio.run(evaluate())


def get_missing_job(client: Client) -> None:
    with client:
        client.jobs.get("00000000-0000-0000-0000-000000000000")


def test_processes_share_a_job_by_a_copied_client(
    service: Client, space: SearchSpace, pool: ProcessPoolExecutor
) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=8, max_parallel=2, warmup=8, ranker="surrogate")
    runs = [pool.submit(evaluate_with_client, service, job.id) for _ in range(PROCESSES)]
    assert sum(run.result(timeout=120) for run in runs) == 8
    trials = list(job.trials())
    assert [(trial.state, trial.score) for trial in trials] == [("completed", depth(t.architecture)) for t in trials]
    assert all(str(trial.worker).startswith("process-") for trial in trials)
    assert job.refresh().is_over


def test_copied_job_is_evaluated_and_returned(service: Client, space: SearchSpace, pool: ProcessPoolExecutor) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=2, warmup=2, ranker="surrogate")
    returned = pool.submit(evaluate_with_job, job).result(timeout=120)
    assert (returned.id, returned.state, returned.progress.completed) == (job.id, "completed", 2)
    assert returned.snapshot == job.refresh().snapshot


def test_copied_async_client_evaluates_a_job(
    service: Client, live_api: str, space: SearchSpace, pool: ProcessPoolExecutor
) -> None:
    job = service.jobs.create(space=space, metric="acc", max_trials=2, warmup=2, ranker="surrogate")
    run = pool.submit(evaluate_with_async_client, AsyncClient(live_api), job.id)
    assert run.result(timeout=120) == 2


def test_error_of_the_api_comes_back_from_a_process(service: Client, pool: ProcessPoolExecutor) -> None:
    with pytest.raises(NotFoundError) as caught:
        pool.submit(get_missing_job, service).result(timeout=120)
    assert (caught.value.status, caught.value.code) == (404, "not_found")
    assert caught.value.request_id
