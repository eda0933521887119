"""The evaluator of an asynchronous program: tasks that lease trials, and functions in the event loop or in threads."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from typing import Any

from lmsearcher import trial
from lmsearcher._config import DRAIN_S, LAST_BEAT_S
from lmsearcher._heartbeats import beat_async
from lmsearcher._lease_keeper import Kept, LeaseKeeper
from lmsearcher._sansio import Interrupted, Wait, drive_async, sleep_unless_async
from lmsearcher._transport import AsyncSender
from lmsearcher._worker import JobWork, Measure, failure_of, taking_trial
from lmsearcher._worker_names import worker_slot
from lmsearcher.evaluation import EvaluationFunction, worker_names
from lmsearcher.trial import ActiveTrial

AsyncEvaluationFunction = (
    EvaluationFunction
    | Callable[[Any], Awaitable[trial.Measurement]]
    | Callable[[Any, ActiveTrial], Awaitable[trial.Measurement]]
)


class AsyncEvaluator:
    """Evaluates trials of the job with this id in `workers` tasks. For one run(), in the loop that makes it."""

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
        self._function = taking_trial(function)
        self._in_loop = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__)
        self._workers = workers
        self._worker_name = worker_name
        self._patience_s = patience_s
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(max(workers, 1), thread_name_prefix="lmsearcher-evaluation")
        self._stopping = asyncio.Event()
        self._work = JobWork(
            job, keeper, stopping=self._stopping.is_set, beat=self._beat, call=self._loop.call_soon_threadsafe
        )

    async def run(self) -> int:
        """The number of results reported. Raises what the first worker that could not go on raised."""
        with nullcontext(self._worker_name) if self._worker_name else worker_slot() as name:
            names = worker_names(name, self._workers)
            await asyncio.to_thread(self._keeper.start)
            tasks = [asyncio.create_task(self._live(name)) for name in names]
            try:
                results = await asyncio.gather(*tasks)
            finally:
                self._stopping.set()
                self._threads.shutdown(wait=False, cancel_futures=True)
                await self._drain()
        for error in results:
            if error is not None:
                raise error
        return self._work.reported

    async def _live(self, worker: str) -> Exception | None:
        """One worker's life, and what ended it early. That ends the others after their present trial."""
        try:
            await drive_async(self._work.of(worker), self._perform)
        except Interrupted:
            pass
        except Exception as error:  # noqa: BLE001  handed to the one who awaits run()
            self._stopping.set()
            return error
        return None

    async def _perform(self, step: Any) -> Any:
        if isinstance(step, Measure):
            return await self._measure(step)
        if isinstance(step, Wait):
            return await self._sleep(step.seconds)
        return await self._sender.send(step, patience_s=self._patience_s, sleep=self._sleep)

    async def _measure(self, step: Measure) -> dict[str, Any]:
        if not self._in_loop:
            return await self._loop.run_in_executor(self._threads, step.run, self._function)
        try:
            value: Any = self._function(dict(step.leased.architecture), step.trial)
            return trial.measured(await value, metric=step.metric)
        except Exception as error:  # noqa: BLE001
            return failure_of(step.trial, error)

    async def _sleep(self, seconds: float) -> None:
        await sleep_unless_async(self._stopping, seconds)

    async def _drain(self) -> None:
        """Gives back what is left, also what threads still evaluate."""
        tasks = [asyncio.create_task(self._give_back(kept)) for kept in self._work.take_open()]
        if tasks:
            await asyncio.wait(tasks, timeout=DRAIN_S)
        for task in tasks:
            task.cancel()

    async def _give_back(self, kept: Kept) -> None:
        await asyncio.to_thread(partial(self._keeper.let_go, kept, wait_s=LAST_BEAT_S))
        await drive_async(
            self._work.give_back(kept), lambda call: self._sender.send(call, patience_s=DRAIN_S - LAST_BEAT_S)
        )

    def _beat(self, kept: Kept) -> Callable[[], object]:
        """Heartbeats from a task in this loop; also called from a thread of the lease keeper."""
        over = asyncio.Event()

        async def run() -> None:
            try:
                unwanted = await beat_async(
                    self._sender, kept.trial.id, token=kept.token, every_s=kept.every_s, over=over
                )
            finally:
                kept.dropped.set()
            if unwanted:
                kept.trial.stop()

        asyncio.run_coroutine_threadsafe(run(), self._loop)
        return partial(self._loop.call_soon_threadsafe, over.set)
