"""Heartbeats: sent by the lease keeper, or by the threads and tasks that stand in for it."""

import asyncio
import threading
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from lmsearcher import _api as calls
from lmsearcher import models
from lmsearcher._api import Call, addressed
from lmsearcher._lease_keeper import Kept
from lmsearcher._sansio import Interrupted, Wait, drive, drive_async, sleep_unless, sleep_unless_async
from lmsearcher._transport import AsyncSender, Sender
from lmsearcher.errors import ConflictError, LMSearcherError, NotFoundError


def beat(
    sender: Sender, trial: str, *, token: str, every_s: float, over: threading.Event, url: str | None = None
) -> bool:
    """Renews a lease again and again, until it is over (False) or nobody wants the trial's result any more (True).

    Only waits end early: a heartbeat that is under way when it is over is waited for, so that none follows.
    url: where heartbeats go to under the lease's token, if not to the sender's server.
    """
    sleep = partial(sleep_unless, over)

    def perform(step: Any) -> Any:
        if isinstance(step, Wait):
            return sleep(step.seconds)
        return sender.send(step, patience_s=every_s, sleep=sleep)

    try:
        drive(_beats(trial, token=token, every_s=every_s, url=url), perform)
    except Interrupted:
        return False
    return True


async def beat_async(
    sender: AsyncSender, trial: str, *, token: str, every_s: float, over: asyncio.Event, url: str | None = None
) -> bool:
    """As beat()."""
    sleep = partial(sleep_unless_async, over)

    async def perform(step: Any) -> Any:
        if isinstance(step, Wait):
            return await sleep(step.seconds)
        return await sender.send(step, patience_s=every_s, sleep=sleep)

    try:
        await drive_async(_beats(trial, token=token, every_s=every_s, url=url), perform)
    except Interrupted:
        return False
    return True


def beat_from_thread(sender: Sender, kept: Kept) -> Callable[[], object]:
    """Keeps a lease from a thread of this process; what is returned ends that."""
    over = threading.Event()

    def run() -> None:
        try:
            unwanted = beat(sender, kept.trial.id, token=kept.token, every_s=kept.every_s, over=over, url=kept.url)
        finally:
            kept.dropped.set()
        if unwanted:
            kept.trial.stop()

    threading.Thread(target=run, name=f"lmsearcher-heartbeat-{kept.trial.number}", daemon=True).start()
    return over.set


def _beats(
    trial: str, *, token: str, every_s: float, url: str | None
) -> Generator[Wait | Call[models.HeartbeatAnswer], Any, None]:
    while True:
        yield Wait(every_s)
        try:
            answer: models.HeartbeatAnswer = yield addressed(calls.heartbeat(trial, token=token), url, token=token)
        except (ConflictError, NotFoundError):
            return
        except LMSearcherError:
            continue
        if answer.should_stop:
            return
