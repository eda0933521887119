"""Group commit: requests of workers that are there together are answered in one transaction.

A request that comes alone does not wait. Requests that come while a batch of their project is at the database form
the next one. A job that another transaction has locked holds up its own requests only: they wait apart.
"""

import asyncio
import uuid
from collections import deque
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import anyio
from anyio.to_thread import run_sync
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.services.idempotency import just_answered
from app.services.trial_protocol.batch import MOST_REQUESTS, AnsweredElsewhere, CommitFailed
from app.services.trial_protocol.requests import Answer, TrialRequest
from app.services.trial_protocol.working_set import JobBusy, Refusal

AT_A_TIME = 4
"""The most batches at the database, in each process; and as many that wait for a locked job."""


class AnswerBatch(Protocol):
    """Answers requests of a project in one transaction; `wait` says whether to wait for locked jobs."""

    def __call__(
        self, project_id: uuid.UUID, requests: Sequence[TrialRequest], *, wait: bool
    ) -> Sequence[Answer | Refusal]: ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    request: TrialRequest
    answer: "asyncio.Future[Answer]"


@dataclass(slots=True)
class _Queue:
    """The requests for the next batches of a project, or of a locked job. One batch of a queue runs at a time."""

    project_id: uuid.UUID
    job_id: uuid.UUID | None = None
    waiting: deque[_Waiting] = field(default_factory=deque)
    running: asyncio.Task[None] | None = None


class GroupCommit:
    """One for each API process; used from its event loop."""

    def __init__(self, answer: AnswerBatch) -> None:
        self._answer = answer
        self._queues: dict[tuple[uuid.UUID, uuid.UUID | None], _Queue] = {}
        self._limiter = anyio.CapacityLimiter(AT_A_TIME)
        self._patient_limiter = anyio.CapacityLimiter(AT_A_TIME)

    async def __call__(self, project_id: uuid.UUID, request: TrialRequest) -> Answer:
        """The answer, once it is committed. Raises what the request is refused with, and DBAPIError."""
        waiting = _Waiting(request, asyncio.get_running_loop().create_future())
        self._enqueue(project_id, None, waiting)
        return await waiting.answer

    async def close(self) -> None:
        """Waits for the batches that are at the database."""
        running = [queue.running for queue in self._queues.values() if queue.running is not None]
        await asyncio.gather(*running, return_exceptions=True)

    def _enqueue(self, project_id: uuid.UUID, job_id: uuid.UUID | None, waiting: _Waiting) -> None:
        queue = self._queues.setdefault((project_id, job_id), _Queue(project_id, job_id))
        queue.waiting.append(waiting)
        if queue.running is None:
            # in a context of its own: the batch does not belong to the request that happens to start it
            queue.running = asyncio.create_task(self._run(queue), context=Context())

    async def _run(self, queue: _Queue) -> None:
        """Answers the requests of a queue in batches until there are none."""
        try:
            while queue.waiting:
                batch = [queue.waiting.popleft() for _ in range(min(MOST_REQUESTS, len(queue.waiting)))]
                await self._answer_batch(queue, [waiting for waiting in batch if not waiting.answer.cancelled()])
        finally:
            del self._queues[queue.project_id, queue.job_id]

    async def _answer_batch(self, queue: _Queue, batch: Sequence[_Waiting]) -> Exception | None:
        """If the batch fails as a whole, its requests are answered one by one, so that only the faulty ones fail.

        Returns the error of a single request.
        """
        if not batch:
            return None
        wait = queue.job_id is not None
        act = partial(self._answer, queue.project_id, [waiting.request for waiting in batch], wait=wait)
        try:
            answers = await run_sync(act, limiter=self._patient_limiter if wait else self._limiter)
        except CommitFailed as error:
            for waiting in batch:
                _deliver(waiting, error.reason)
        except Exception as error:  # noqa: BLE001  it belongs to the requests
            if len(batch) > 1:
                await self._answer_one_by_one(queue, batch)
            else:
                _deliver(batch[0], just_answered() if isinstance(error, AnsweredElsewhere) else error)
                return error
        else:
            for waiting, answer in zip(batch, answers, strict=True):
                if isinstance(answer, JobBusy):
                    self._enqueue(queue.project_id, answer.job_id, waiting)
                else:
                    _deliver(waiting, answer)
        return None

    async def _answer_one_by_one(self, queue: _Queue, batch: Sequence[_Waiting]) -> None:
        """Each may have to wait for seconds, so the first that finds no database, or a locked job, speaks for all."""
        for place, waiting in enumerate(batch):
            error = await self._answer_batch(queue, [waiting])
            if error is not None and _holds_for_all(error):
                for other in batch[place + 1 :]:
                    _deliver(other, error)
                return


def _holds_for_all(error: Exception) -> bool:
    """Whether the next request would fail in the same way: no connection is available, or the job stays locked."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state[:2] in ("08", "57") or state == "55P03"


def _deliver(waiting: _Waiting, answer: Answer | Exception) -> None:
    if waiting.answer.done():  # the client has gone
        return
    if isinstance(answer, Exception):
        waiting.answer.set_exception(answer)
    else:
        waiting.answer.set_result(answer)
