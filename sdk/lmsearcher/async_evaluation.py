"""The asynchronous evaluator: tasks that lease trials, and functions that run in the event loop or in threads."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from typing import Any

from lmsearcher._config import DRAIN_S, LAST_HEARTBEAT_S
from lmsearcher._heartbeats import send_heartbeats_async
from lmsearcher._lease_keeper import HeldLease, LeaseKeeper
from lmsearcher._sansio import Interrupted, Wait, drive_async, sleep_unless_async
from lmsearcher._transport import AsyncSender
from lmsearcher._worker import EvaluateTrial, EvaluationRun, logged_failure, with_trial_parameter
from lmsearcher._worker_names import numbered_names, reserved_worker_name
from lmsearcher.evaluation import EvaluationFunction
from lmsearcher.trial import ActiveTrial, Measurement, result_of_return

AsyncEvaluationFunction = (
    EvaluationFunction | Callable[[Any], Awaitable[Measurement]] | Callable[[Any, ActiveTrial], Awaitable[Measurement]]
)


class AsyncEvaluator:
    """Evaluates trials of one job in `workers` tasks. Make it in the running event loop, and call run() once."""

    def __init__(
        self,
        sender: AsyncSender,
        keeper: LeaseKeeper,
        job: str,
        function: AsyncEvaluationFunction,
        *,
        workers: int,
        worker_name: str | None,
        patience_s: float,
    ) -> None:
        self._sender = sender
        self._keeper = keeper
        self._function = with_trial_parameter(function)
        self._in_loop = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__)
        self._workers = workers
        self._worker_name = worker_name
        self._patience_s = patience_s
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(max(workers, 1), thread_name_prefix="lmsearcher-evaluation")
        self._stopping = asyncio.Event()
        self._run = EvaluationRun(
            job,
            keeper,
            stopping=self._stopping.is_set,
            start_heartbeats=self._start_heartbeats,
            run_callback=self._loop.call_soon_threadsafe,
        )

    async def run(self) -> int:
        """Returns the number of reported results. Raises the first error that ended a worker."""
        with nullcontext(self._worker_name) if self._worker_name else reserved_worker_name() as name:
            names = numbered_names(name, self._workers)
            await asyncio.to_thread(self._keeper.start)
            tasks = [asyncio.create_task(self._work(name)) for name in names]
            try:
                errors = await asyncio.gather(*tasks)
            finally:
                self._stopping.set()
                self._threads.shutdown(wait=False, cancel_futures=True)
                await self._release_open()
        for error in errors:
            if error is not None:
                raise error
        return self._run.reported

    async def _work(self, worker: str) -> Exception | None:
        """The work of one task. Returns the error that ended it; the others end after their present trials."""
        try:
            await drive_async(self._run.work(worker), self._perform)
        except Interrupted:
            pass
        except Exception as error:  # noqa: BLE001  run() raises it
            self._stopping.set()
            return error
        return None

    async def _perform(self, step: Any) -> Any:
        if isinstance(step, EvaluateTrial):
            return await self._evaluate(step)
        if isinstance(step, Wait):
            return await self._sleep(step.seconds)
        return await self._sender.send(step, patience_s=self._patience_s, sleep=self._sleep)

    async def _evaluate(self, step: EvaluateTrial) -> dict[str, Any]:
        if not self._in_loop:
            return await self._loop.run_in_executor(self._threads, step.run, self._function)
        try:
            value: Any = self._function(dict(step.leased.architecture), step.trial)
            return result_of_return(await value, metric=step.metric)
        except Exception as error:  # noqa: BLE001  any error of a training is the trial's result
            return logged_failure(step.trial, error)

    async def _sleep(self, seconds: float) -> None:
        await sleep_unless_async(self._stopping, seconds)

    async def _release_open(self) -> None:
        """Releases all open trials, also those that threads still evaluate."""
        tasks = [asyncio.create_task(self._release(lease)) for lease in self._run.take_open()]
        if tasks:
            await asyncio.wait(tasks, timeout=DRAIN_S)
        for task in tasks:
            task.cancel()

    async def _release(self, lease: HeldLease) -> None:
        await asyncio.to_thread(partial(self._keeper.drop, lease, wait_s=LAST_HEARTBEAT_S))
        patience_s = DRAIN_S - LAST_HEARTBEAT_S
        await drive_async(self._run.release(lease), lambda request: self._sender.send(request, patience_s=patience_s))

    def _start_heartbeats(self, lease: HeldLease) -> Callable[[], object]:
        """Sends heartbeats from a task of this loop. The lease keeper may call this from another thread."""
        over = asyncio.Event()

        async def run() -> None:
            try:
                unwanted = await send_heartbeats_async(
                    self._sender, lease.trial.id, token=lease.token, every_s=lease.every_s, over=over
                )
            finally:
                lease.ended.set()
            if unwanted:
                lease.trial.stop()

        asyncio.run_coroutine_threadsafe(run(), self._loop)
        return partial(self._loop.call_soon_threadsafe, over.set)
