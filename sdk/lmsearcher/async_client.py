"""The asynchronous client. It has the same methods as Client."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from lmsearcher import _api, models
from lmsearcher._config import DEFAULT_TIMEOUT_S, LEASE_WAIT_S, PAGE_SIZE, PATIENCE_S, Connection
from lmsearcher._lease_keeper import LeaseKeeper
from lmsearcher._requests import ApiRequest, Json, copies_signature, iterate_pages_async
from lmsearcher._transport import AsyncSender
from lmsearcher.async_evaluation import AsyncEvaluationFunction, AsyncEvaluator
from lmsearcher.async_job import AsyncJob
from lmsearcher.space import SearchSpace


class AsyncJobs:
    """Like Jobs."""

    def __init__(self, sender: AsyncSender, keeper: LeaseKeeper) -> None:
        self._sender = sender
        self._keeper = keeper

    @copies_signature(_api.create_job)
    async def create(self, **job: Any) -> AsyncJob:
        return await self._job(_api.create_job(**job))

    async def get(self, job: str) -> AsyncJob:
        return await self._job(_api.get_job(job))

    async def evaluate(
        self,
        job: str,
        function: AsyncEvaluationFunction,
        *,
        workers: int = 1,
        worker_name: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> int:
        """Like AsyncJob.evaluate() for the job with this id. It does not read the job.

        So a key of the scope `evaluate` is enough.
        """
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
        return await self._sender.send(_api.list_jobs(state=state, name=name, tag=tag, limit=limit, after=after))

    def iterate(
        self, *, state: str | None = None, name: str | None = None, tag: str | None = None
    ) -> AsyncIterator[models.JobSnapshot]:
        return iterate_pages_async(lambda after: self.page(state=state, name=name, tag=tag, after=after))

    async def figures(self, job: str) -> tuple[models.FigureSummary, ...]:
        return (await self._sender.send(_api.list_figures(job))).items

    async def figure(
        self, job: str, name: str, *, metric: str | None = None, metric_goal: str | None = None
    ) -> models.Figure:
        return await self._sender.send(_api.get_figure(job, name, metric=metric, metric_goal=metric_goal))

    async def _job(self, request: ApiRequest[models.JobSnapshot]) -> AsyncJob:
        return AsyncJob(self._sender, self._keeper, await self._sender.send(request))


class AsyncTrials:
    """Like Trials."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def lease(
        self, job: str, *, worker: str, count: int = 1, wait_s: float = LEASE_WAIT_S
    ) -> models.LeaseResponse:
        return await self._sender.send(_api.lease(job, worker=worker, count=count, wait_s=wait_s))

    async def get(self, trial: str) -> models.Trial:
        return await self._sender.send(_api.get_trial(trial))

    async def heartbeat(self, trial: str, *, token: str) -> models.HeartbeatResponse:
        return await self._sender.send(_api.heartbeat(trial, token=token))

    async def complete(self, trial: str, *, token: str, metrics: Mapping[str, float]) -> models.ResultResponse:
        return await self._sender.send(_api.complete(trial, token=token, metrics=metrics))

    async def fail(self, trial: str, *, token: str, error: str, infeasible: bool = False) -> models.ResultResponse:
        return await self._sender.send(_api.fail(trial, token=token, error=error, infeasible=infeasible))

    async def release(self, trial: str, *, token: str) -> models.ReleaseResponse:
        return await self._sender.send(_api.release(trial, token=token))


class AsyncClient:
    """Like Client, for the tasks of one event loop. Use it as an asynchronous context manager, or await close()."""

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        connection = Connection.from_arguments(base_url, api_key, timeout_s=timeout_s)
        self.base_url = connection.base_url
        self._sender = AsyncSender(connection, transport)
        self._keeper = LeaseKeeper(connection if transport is None else None)
        self.jobs = AsyncJobs(self._sender, self._keeper)
        self.trials = AsyncTrials(self._sender)

    @copies_signature(_api.rank)
    async def rank(self, **ranking: Any) -> models.Ranking:
        return await self._sender.send(_api.rank(**ranking))

    async def validate_space(self, space: SearchSpace | Json, *, samples: int = 3) -> models.SpaceReport:
        return await self._sender.send(_api.validate_space(space, samples=samples))

    async def rankers(self) -> tuple[models.Ranker, ...]:
        return (await self._sender.send(_api.list_rankers())).items

    async def check_ready(self) -> None:
        await self._sender.send(_api.ready())

    async def close(self) -> None:
        await asyncio.to_thread(self._keeper.close)
        await self._sender.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncClient({self.base_url!r})"
