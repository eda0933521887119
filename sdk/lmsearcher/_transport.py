"""Sends calls over one connection pool: Sender from any thread, AsyncSender from one event loop."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Generator
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx2

from lmsearcher._api import Call, encode
from lmsearcher._config import MAX_RETRIES
from lmsearcher._retry import Circuit, is_retryable, retry_delay_s
from lmsearcher._sansio import Wait, drive, drive_async
from lmsearcher.errors import LMSearcherError, ServerUnreachableError, UnexpectedAnswerError, to_error

T = TypeVar("T")
Outcome = httpx2.Response | httpx2.RequestError


class Flow:
    """timeout_s: for each wait on the network, lengthened by the time that the server may hold an answer back."""

    def __init__(self, *, timeout_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.circuit = Circuit(clock=clock)
        self._timeout_s = timeout_s
        self._clock = clock
        self._random = random.Random()

    def steps(self, call: Call[T], *, patience_s: float | None) -> Generator[Wait | Call[T], Any, T]:
        """Yields the call for every try, and is sent its Outcome. Raises LMSearcherError.

        patience_s: None retries MAX_RETRIES times, and not at all while the circuit is open.
        """
        started = self._clock()
        tries = 0
        while True:
            hold_s = self.circuit.hold_s()
            if hold_s > 0:
                if patience_s is None or self._clock() - started + hold_s > patience_s:
                    raise ServerUnreachableError(
                        f"{call.method} {call.path} was not sent: {self.circuit.explanation()}"
                    )
                yield Wait(hold_s)
                continue
            tries += 1
            outcome: Outcome = yield call
            self._note(call, outcome)
            response = outcome if isinstance(outcome, httpx2.Response) else None
            if response is not None and (response.is_success or response.status_code == 304):
                return call.parse(response)
            delay_s = self._delay_s(tries, response)
            spent = tries > MAX_RETRIES if patience_s is None else self._clock() - started + delay_s > patience_s
            if spent or not is_retryable(outcome):
                raise _error(call, outcome)
            yield Wait(delay_s)

    def request(self, call: Call[T]) -> dict[str, Any]:
        """Arguments of httpx2's request(). The body is encoded anew for each try; calls are values, so it is the same.

        Raises ValueError for a body that is no JSON.
        """
        headers = dict(call.headers)
        content = None
        if call.body is not None:
            content = encode(call.body)
            headers["Content-Type"] = "application/json"
        return {
            "method": call.method,
            "url": call.path,
            "params": call.params,
            "content": content,
            "headers": headers,
            "timeout": httpx2.Timeout(self._timeout_s, read=self._timeout_s + call.server_wait_s),
        }

    def _note(self, call: Call[T], outcome: Outcome) -> None:
        """Tells the circuit. A refusal is an answer too; a request that could not even be written tells nothing."""
        if isinstance(outcome, httpx2.Response) and outcome.status_code < 500:
            self.circuit.answered()
        elif is_retryable(outcome):
            response = outcome if isinstance(outcome, httpx2.Response) else None
            delay_s = self._delay_s(self.circuit.failures + 1, response)
            self.circuit.failed(str(_error(call, outcome)), retry_in_s=delay_s)

    def _delay_s(self, tries: int, response: httpx2.Response | None) -> float:
        return retry_delay_s(tries, response, jitter=self._random.random(), now=datetime.now(UTC))


def _error(call: Call[T], outcome: Outcome) -> LMSearcherError:
    if isinstance(outcome, httpx2.RequestError):
        error = ServerUnreachableError(f"{call.method} {outcome.request.url}: {outcome or type(outcome).__name__}")
        error.__cause__ = outcome
        return error
    if outcome.status_code < 400:
        target = outcome.headers.get("location", "elsewhere")
        return UnexpectedAnswerError(f"{outcome.request.url} redirects to {target}; use the final address as base_url")
    return to_error(outcome)


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
