"""A job's changes as server-sent events (WHATWG HTML, section 9.2)."""

import time
import uuid
from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Receive, Scope, Send

from app.api.concurrency import WaitingRequests
from app.api.deps import ReaderDep, TransactionsDep
from app.api.job_events import Watch, WatcherDep
from app.domain.errors import InsufficientScope, NotAuthenticated, NotFound, TooManyWaiting
from app.domain.keys import Scope as KeyScope
from app.schemas.jobs import JobEvent
from app.services import jobs
from app.web.auth import recognise_again
from app.web.deps import SettingsDep
from app.web.errors import documented

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

RETRY_MS = 2_000
COMMENT_EVERY_S = 15.0
RECOGNISE_EVERY_S = 1.0
_EVENT = {
    "type": "object",
    "required": ["event", "id", "data"],
    "properties": {
        "event": {"type": "string", "enum": ["job", "end"]},
        "id": {"type": "string", "description": "The job's revision."},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}


class _EventStream(StreamingResponse):
    media_type = "text/event-stream"

    def __init__(self, events: AsyncIterator[bytes], *, longest_s: float) -> None:
        super().__init__(events, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._longest_s = longest_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ends the stream also for clients that keep the connection and read nothing."""
        with anyio.move_on_after(self._longest_s + COMMENT_EVERY_S):
            await super().__call__(scope, receive, send)


async def _watch(
    job_id: uuid.UUID, request: Request, principal: ReaderDep, transactions: TransactionsDep, watcher: WatcherDep
) -> AsyncIterator[Watch]:
    """Registered until the response has ended."""

    def present() -> JobEvent:
        with transactions() as session:
            job = jobs.get_job(session, principal.project_id, job_id)
            return JobEvent.of(jobs.describe_job(session, job))

    streaming: WaitingRequests = request.app.state.streaming
    with streaming.one_more(principal.project_id):
        event = await run_in_threadpool(present)
        with watcher.watching(principal.project_id, job_id, event) as watch:
            yield watch


@router.get(
    "/{job_id}/events",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {"schema": _EVENT}}, "description": "The stream of such events."},
        **documented(NotFound, TooManyWaiting),
    },
)
async def watch_job(
    request: Request,
    settings: SettingsDep,
    watch: Annotated[Watch, Depends(_watch)],
    last_event_id: Annotated[
        str | None, Header(max_length=100, description="The `id` of the last received event.")
    ] = None,
) -> _EventStream:
    """A job's changes as server-sent events, within about a second each.

    `event: job` has the revision as its `id`, and state, progress and best trial as JSON in `data`. The current state
    comes first, unless `Last-Event-ID` is its revision. Of changes in quick succession only the last is sent. When the
    job has ended, `event: end` follows: do not connect again. A stream may also end without it, after 15 minutes or
    when the server stops: then connect again. Comments show that the stream is alive.
    """
    longest_s = settings.limits.event_stream_s
    return _EventStream(_events(watch, last_event_id, request, longest_s), longest_s=longest_s)


async def _events(watch: Watch, seen: str | None, request: Request, longest_s: float) -> AsyncIterator[bytes]:
    yield format_sse_event(retry=RETRY_MS)
    now = time.monotonic()
    end_at, recognise_at, comment_at = now + longest_s, now + RECOGNISE_EVERY_S, now + COMMENT_EVERY_S
    while True:
        event = watch.latest
        revision = str(event.revision)
        if revision != seen:
            yield format_sse_event(event="job", id=revision, data_str=event.model_dump_json())
            seen, comment_at = revision, now + COMMENT_EVERY_S
        if event.ended:
            yield format_sse_event(event="end", id=revision, data_str="{}")
            return
        if watch.over or now >= end_at:
            return
        await watch.news_within(min(end_at, recognise_at, comment_at) - now)
        now = time.monotonic()
        if now >= comment_at:
            yield format_sse_event(comment="alive")
            comment_at = now + COMMENT_EVERY_S
        if now >= recognise_at:
            if not await _may_still_read(request):
                return
            recognise_at = now + RECOGNISE_EVERY_S


async def _may_still_read(request: Request) -> bool:
    """False once the key is revoked or has expired; true while the database is unreachable."""
    try:
        (await recognise_again(request)).require(KeyScope.READ)
    except (NotAuthenticated, InsufficientScope):
        return False
    except SQLAlchemyError:
        return True
    return True
