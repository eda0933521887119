"""The asynchronous client: the surface of Client, awaited."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from lmsearcher import _api as calls
from lmsearcher import models
from lmsearcher._api import Call, iterate_pages_async, new_job, takes
from lmsearcher._config import DEFAULT_TIMEOUT_S, LEASE_WAIT_S, PAGE_SIZE, PATIENCE_S, Connection
from lmsearcher._lease_keeper import LeaseKeeper
from lmsearcher._transport import AsyncSender
from lmsearcher.async_evaluation import AsyncEvaluationFunction, AsyncEvaluator
from lmsearcher.async_job import AsyncJob
from lmsearcher.space import SearchSpace


class AsyncJobs:
    """As Jobs."""

    def __init__(self, sender: AsyncSender, keeper: LeaseKeeper) -> None:
        self._sender = sender
        self._keeper = keeper

    @takes(new_job)
    async def create(self, **job: Any) -> AsyncJob:
        return await self._job(new_job(**job))

    async def get(self, job: str) -> AsyncJob:
        return await self._job(calls.get_job(job))

    async def evaluate(
        self,
        job: str,
        function: AsyncEvaluationFunction,
        *,
        workers: int = 1,
        worker_name: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> int:
        """As AsyncJob.evaluate(), of the job with this id, which is not read: the scope `evaluate` is enough."""
        evaluator = AsyncEvaluator(
            self._sender,
            self._keeper,
            job,
            function,
            workers=workers,
            worker_name=worker_name,
            patience_s=patience_s,
        )
        return await evaluator.run()

    async def page(
        self,
        *,
        state: str | None = None,
        name: str | None = None,
        tag: str | None = None,
        limit: int = PAGE_SIZE,
        after: str | None = None,
    ) -> models.Page[models.JobSnapshot]:
        return await self._sender.send(calls.list_jobs(state=state, name=name, tag=tag, limit=limit, after=after))

    def iterate(
        self, *, state: str | None = None, name: str | None = None, tag: str | None = None
    ) -> AsyncIterator[models.JobSnapshot]:
        return iterate_pages_async(lambda after: self.page(state=state, name=name, tag=tag, after=after))

    async def figures(self, job: str) -> tuple[models.FigureSummary, ...]:
        return (await self._sender.send(calls.list_figures(job))).items

    async def figure(
        self, job: str, name: str, *, metric: str | None = None, metric_goal: str | None = None
    ) -> models.Figure:
        return await self._sender.send(calls.get_figure(job, name, metric=metric, metric_goal=metric_goal))

    async def _job(self, call: Call[models.JobSnapshot]) -> AsyncJob:
        return AsyncJob(self._sender, self._keeper, await self._sender.send(call))


class AsyncTrials:
    """As Trials."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def lease(self, job: str, *, worker: str, count: int = 1, wait_s: float = LEASE_WAIT_S) -> models.LeaseAnswer:
        return await self._sender.send(calls.lease(job, worker=worker, count=count, wait_s=wait_s))

    async def get(self, trial: str) -> models.Trial:
        return await self._sender.send(calls.get_trial(trial))

    async def heartbeat(self, trial: str, *, token: str) -> models.HeartbeatAnswer:
        return await self._sender.send(calls.heartbeat(trial, token=token))

    async def complete(self, trial: str, *, token: str, metrics: Mapping[str, float]) -> models.ResultAnswer:
        return await self._sender.send(calls.complete(trial, token=token, metrics=metrics))

    async def fail(self, trial: str, *, token: str, error: str, infeasible: bool = False) -> models.ResultAnswer:
        return await self._sender.send(calls.fail(trial, token=token, error=error, infeasible=infeasible))

    async def release(self, trial: str, *, token: str) -> models.ReleaseAnswer:
        return await self._sender.send(calls.release(trial, token=token))


Json = Mapping[str, Any]


class AsyncClient:
    """For one event loop, shared by its tasks. Use it as an asynchronous context manager, or await close().

    Arguments as Client's. transport: replaces the network, for tests.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        connection = Connection.of(base_url, api_key, timeout_s=timeout_s)
        self.base_url = connection.base_url
        self._http = httpx2.AsyncClient(base_url=connection.base_url, headers=connection.headers, transport=transport)
        self._sender = AsyncSender(self._http, timeout_s=connection.timeout_s)
        self._keeper = LeaseKeeper(connection if transport is None else None)
        self.jobs = AsyncJobs(self._sender, self._keeper)
        self.trials = AsyncTrials(self._sender)

    @takes(calls.rank)
    async def rank(self, **ranking: Any) -> models.Ranking:
        return await self._sender.send(calls.rank(**ranking))

    async def validate_space(self, space: SearchSpace | Json, *, samples: int = 3) -> models.SpaceReport:
        return await self._sender.send(calls.validate_space(space, samples=samples))

    async def rankers(self) -> tuple[models.Ranker, ...]:
        return (await self._sender.send(calls.list_rankers())).items

    async def check_ready(self) -> None:
        await self._sender.send(calls.ready())

    async def close(self) -> None:
        await asyncio.to_thread(self._keeper.close)
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncClient({self.base_url!r})"
