"""Sends heartbeats: from the lease-keeper process, or from a thread or task of the evaluator's own process."""

import asyncio
import threading
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from lmsearcher import _api, models
from lmsearcher._lease_keeper import HeldLease
from lmsearcher._requests import ApiRequest, with_address
from lmsearcher._sansio import Interrupted, Wait, drive, drive_async, sleep_unless, sleep_unless_async
from lmsearcher._transport import AsyncSender, Sender
from lmsearcher.errors import ConflictError, LMSearcherError, NotFoundError


def send_heartbeats(
    sender: Sender, trial: str, *, token: str, every_s: float, over: threading.Event, url: str | None = None
) -> bool:
    """Renews a lease until `over` is set (returns False) or the result is no longer needed (returns True).

    A heartbeat in progress when `over` is set is completed, so that none follows after the return.

    Args:
        sender: Sends the heartbeats.
        trial: The trial's id.
        token: The lease's token.
        every_s: Seconds between heartbeats.
        over: Ends the heartbeats when it is set.
        url: Where the heartbeats are sent, if not to the sender's server.
    """
    sleep = partial(sleep_unless, over)

    def perform(step: Any) -> Any:
        if isinstance(step, Wait):
            return sleep(step.seconds)
        return sender.send(step, patience_s=every_s, sleep=sleep)

    try:
        drive(_steps(trial, token=token, every_s=every_s, url=url), perform)
    except Interrupted:
        return False
    return True


async def send_heartbeats_async(
    sender: AsyncSender, trial: str, *, token: str, every_s: float, over: asyncio.Event, url: str | None = None
) -> bool:
    """Like send_heartbeats()."""
    sleep = partial(sleep_unless_async, over)

    async def perform(step: Any) -> Any:
        if isinstance(step, Wait):
            return await sleep(step.seconds)
        return await sender.send(step, patience_s=every_s, sleep=sleep)

    try:
        await drive_async(_steps(trial, token=token, every_s=every_s, url=url), perform)
    except Interrupted:
        return False
    return True


def start_heartbeat_thread(sender: Sender, lease: HeldLease) -> Callable[[], object]:
    """Keeps a lease alive from a thread of this process. Returns a function that ends it."""
    over = threading.Event()

    def run() -> None:
        try:
            unwanted = send_heartbeats(
                sender, lease.trial.id, token=lease.token, every_s=lease.every_s, over=over, url=lease.url
            )
        finally:
            lease.ended.set()
        if unwanted:
            lease.trial.stop()

    threading.Thread(target=run, name=f"lmsearcher-heartbeat-{lease.trial.number}", daemon=True).start()
    return over.set


def _steps(
    trial: str, *, token: str, every_s: float, url: str | None
) -> Generator[Wait | ApiRequest[models.HeartbeatResponse], Any, None]:
    """Ends when the server no longer needs the trial's result."""
    while True:
        yield Wait(every_s)
        try:
            response: models.HeartbeatResponse = yield with_address(
                _api.heartbeat(trial, token=token), url, token=token
            )
        except (ConflictError, NotFoundError):
            return
        except LMSearcherError:
            continue
        if response.should_stop:
            return
