"""Sends calls over one connection pool: Sender from any thread, AsyncSender from one event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx2

from lmsearcher._call import Call
from lmsearcher._flow import Flow, Outcome
from lmsearcher._steps import Wait, drive, drive_async

T = TypeVar("T")


class Sender:
    """timeout_s: for each wait on the network, lengthened by the time that the server may hold an answer back."""

    def __init__(self, http: httpx2.Client, *, timeout_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._http = http
        self._flow = Flow(timeout_s=timeout_s, clock=clock)

    def send(
        self, call: Call[T], *, patience_s: float | None = None, sleep: Callable[[float], object] = time.sleep
    ) -> T:
        """The call's answer; retried MAX_RETRIES times or, if given, for patience_s. Raises LMSearcherError.

        sleep: waits between tries, and may end them by raising.
        """

        def perform(step: Wait | Call[T]) -> Any:
            return sleep(step.seconds) if isinstance(step, Wait) else self._exchange(step)

        return drive(self._flow.steps(call, patience_s=patience_s), perform)

    def _exchange(self, call: Call[T]) -> Outcome:
        try:
            return self._http.request(**self._flow.request(call))
        except httpx2.RequestError as error:
            return error


class AsyncSender:
    """As Sender."""

    def __init__(
        self, http: httpx2.AsyncClient, *, timeout_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._http = http
        self._flow = Flow(timeout_s=timeout_s, clock=clock)

    async def send(
        self,
        call: Call[T],
        *,
        patience_s: float | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> T:
        """As Sender.send()."""

        async def perform(step: Wait | Call[T]) -> Any:
            return await (sleep(step.seconds) if isinstance(step, Wait) else self._exchange(step))

        return await drive_async(self._flow.steps(call, patience_s=patience_s), perform)

    async def _exchange(self, call: Call[T]) -> Outcome:
        try:
            return await self._http.request(**self._flow.request(call))
        except httpx2.RequestError as error:
            return error
