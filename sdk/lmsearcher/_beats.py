"""Heartbeats: sent by the lease keeper, or by the threads and tasks that stand in for it."""

import asyncio
import threading
from collections.abc import Generator
from functools import partial
from typing import Any

from lmsearcher import _calls as calls
from lmsearcher import models
from lmsearcher._call import Call
from lmsearcher._sending import AsyncSender, Sender
from lmsearcher._steps import Interrupted, Wait, drive, drive_async, sleep_unless, sleep_unless_async
from lmsearcher.errors import ConflictError, LMSearcherError, NotFoundError


def beat(sender: Sender, trial: str, *, token: str, every_s: float, over: threading.Event) -> bool:
    """Renews a lease again and again, until it is over (False) or nobody wants the trial's result any more (True).

    Only waits end early: a heartbeat that is under way when it is over is waited for, so that none follows.
    """
    sleep = partial(sleep_unless, over)

    def perform(step: Any) -> Any:
        if isinstance(step, Wait):
            return sleep(step.seconds)
        return sender.send(step, patience_s=every_s, sleep=sleep)

    try:
        drive(_beats(trial, token=token, every_s=every_s), perform)
    except Interrupted:
        return False
    return True


async def beat_async(sender: AsyncSender, trial: str, *, token: str, every_s: float, over: asyncio.Event) -> bool:
    """As beat()."""
    sleep = partial(sleep_unless_async, over)

    async def perform(step: Any) -> Any:
        if isinstance(step, Wait):
            return await sleep(step.seconds)
        return await sender.send(step, patience_s=every_s, sleep=sleep)

    try:
        await drive_async(_beats(trial, token=token, every_s=every_s), perform)
    except Interrupted:
        return False
    return True


def _beats(trial: str, *, token: str, every_s: float) -> Generator[Wait | Call[models.HeartbeatAnswer], Any, None]:
    while True:
        yield Wait(every_s)
        try:
            answer: models.HeartbeatAnswer = yield calls.heartbeat(trial, token=token)
        except (ConflictError, NotFoundError):
            return
        except LMSearcherError:
            continue
        if answer.should_stop:
            return
