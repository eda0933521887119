"""One job of the asynchronous client. See job.py."""

import asyncio
import time
from collections.abc import AsyncIterator

from lmsearcher import _api, models
from lmsearcher._config import LEASE_WAIT_S, PAGE_SIZE, PATIENCE_S, POLL_S, WAIT_TIMEOUT_S
from lmsearcher._lease_keeper import LeaseKeeper
from lmsearcher._requests import iterate_pages_async
from lmsearcher._transport import AsyncSender
from lmsearcher.async_evaluation import AsyncEvaluationFunction, AsyncEvaluator
from lmsearcher.job import BaseJob


class AsyncJob(BaseJob):
    """Like Job."""

    def __init__(self, sender: AsyncSender, keeper: LeaseKeeper, snapshot: models.JobSnapshot) -> None:
        super().__init__(snapshot)
        self._sender = sender
        self._keeper = keeper

    async def refresh(self) -> "AsyncJob":
        changed = await self._sender.send(_api.get_job_if_changed(self.id, etag=self._etag))
        if changed is not None:
            self._update(changed.snapshot, etag=changed.etag)
        return self

    async def wait(self, *, timeout_s: float = WAIT_TIMEOUT_S, poll_s: float = POLL_S) -> "AsyncJob":
        """Returns when the job is over. Raises WaitTimeoutError."""
        deadline = time.monotonic() + timeout_s
        while not (await self.refresh()).is_over:  # noqa: ASYNC110  the event is on the server
            await asyncio.sleep(min(poll_s, self._remaining_s(deadline, timeout_s=timeout_s)))
        return self

    async def pause(self) -> "AsyncJob":
        return await self._change("pause")

    async def resume(self) -> "AsyncJob":
        return await self._change("resume")

    async def cancel(self) -> "AsyncJob":
        return await self._change("cancel")

    async def evaluate(
        self,
        function: AsyncEvaluationFunction,
        *,
        workers: int = 1,
        worker_name: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> int:
        """Like Job.evaluate(), with tasks instead of threads.

        A coroutine function runs in the event loop, and any other function in one of up to `workers` threads.
        Cancelling the evaluation releases the open trials. A thread cannot be cancelled: its function runs on, and
        should check should_stop.
        """
        evaluator = AsyncEvaluator(
            self._sender,
            self._keeper,
            self.id,
            function,
            workers=workers,
            worker_name=worker_name,
            patience_s=patience_s,
        )
        reported = await evaluator.run()
        await self.refresh()
        return reported

    async def lease(self, *, worker: str, count: int = 1, wait_s: float = LEASE_WAIT_S) -> models.LeaseResponse:
        return await self._sender.send(_api.lease(self.id, worker=worker, count=count, wait_s=wait_s))

    def trials(self, *, state: str | None = None) -> AsyncIterator[models.Trial]:
        return iterate_pages_async(lambda after: self._sender.send(_api.list_trials(self.id, state=state, after=after)))

    def rounds(self) -> AsyncIterator[models.RoundSummary]:
        return iterate_pages_async(lambda after: self.rounds_page(after=after))

    async def rounds_page(
        self, *, limit: int = PAGE_SIZE, after: str | None = None
    ) -> models.Page[models.RoundSummary]:
        return await self._sender.send(_api.list_rounds(self.id, limit=limit, after=after))

    async def round(self, number: int) -> models.Round:
        return await self._sender.send(_api.get_round(self.id, number))

    async def figures(self) -> tuple[models.FigureSummary, ...]:
        return (await self._sender.send(_api.list_figures(self.id))).items

    async def figure(self, name: str, *, metric: str | None = None, metric_goal: str | None = None) -> models.Figure:
        return await self._sender.send(_api.get_figure(self.id, name, metric=metric, metric_goal=metric_goal))

    def history(self) -> AsyncIterator[models.Observation]:
        return iterate_pages_async(lambda after: self._sender.send(_api.list_history(self.id, after=after)))

    async def export_history(self, form: str = "csv") -> str:
        return await self._sender.send(_api.export_history(self.id, form=form))

    async def _change(self, action: str) -> "AsyncJob":
        self._update(await self._sender.send(_api.change_job(self.id, action)), etag=None)
        return self
