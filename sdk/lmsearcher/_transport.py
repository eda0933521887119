"""Sends API requests with retries: Sender from any thread, AsyncSender from one event loop.

Senders can be pickled. Their configuration is copied; connections are opened anew in the other process.
"""

import asyncio
import pickle
import random
import time
from collections.abc import Awaitable, Callable, Generator
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

import httpx2

from lmsearcher._config import MAX_RETRIES, Connection
from lmsearcher._requests import ApiRequest, encode
from lmsearcher._retry import Circuit, is_retryable, retry_delay_s
from lmsearcher._sansio import Wait, drive, drive_async
from lmsearcher.errors import LMSearcherError, ServerUnreachableError, UnexpectedResponseError, to_error

T = TypeVar("T")
Outcome = httpx2.Response | httpx2.RequestError


class Sender:
    """Sends requests over one pool of connections. Threads can share it."""

    def __init__(
        self,
        connection: Connection,
        transport: httpx2.BaseTransport | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._transport = transport
        self._http = httpx2.Client(base_url=connection.base_url, headers=connection.headers, transport=transport)
        self._loop = RetryLoop(timeout_s=connection.timeout_s, clock=clock)

    def send(
        self, request: ApiRequest[T], *, patience_s: float | None = None, sleep: Callable[[float], object] = time.sleep
    ) -> T:
        """Returns the parsed response. Raises LMSearcherError.

        Args:
            request: What to send.
            patience_s: How long to retry. None retries MAX_RETRIES times.
            sleep: Waits between tries. What it raises ends them.
        """

        def perform(step: Wait | ApiRequest[T]) -> Any:
            return sleep(step.seconds) if isinstance(step, Wait) else self._exchange(step)

        return drive(self._loop.steps(request, patience_s=patience_s), perform)

    def close(self) -> None:
        self._http.close()

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), (self._connection, _checked(self._transport))

    def _exchange(self, request: ApiRequest[T]) -> Outcome:
        try:
            return self._http.request(**self._loop.arguments(request))
        except httpx2.RequestError as error:
            return error


class AsyncSender:
    """Like Sender, for the tasks of one event loop."""

    def __init__(
        self,
        connection: Connection,
        transport: httpx2.AsyncBaseTransport | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._transport = transport
        self._http = httpx2.AsyncClient(base_url=connection.base_url, headers=connection.headers, transport=transport)
        self._loop = RetryLoop(timeout_s=connection.timeout_s, clock=clock)

    async def send(
        self,
        request: ApiRequest[T],
        *,
        patience_s: float | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> T:
        """Like Sender.send()."""

        async def perform(step: Wait | ApiRequest[T]) -> Any:
            return await (sleep(step.seconds) if isinstance(step, Wait) else self._exchange(step))

        return await drive_async(self._loop.steps(request, patience_s=patience_s), perform)

    async def close(self) -> None:
        await self._http.aclose()

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), (self._connection, _checked(self._transport))

    async def _exchange(self, request: ApiRequest[T]) -> Outcome:
        try:
            return await self._http.request(**self._loop.arguments(request))
        except httpx2.RequestError as error:
            return error


class RetryLoop:
    """Decides when to send a request, when to try again and when to give up."""

    def __init__(self, *, timeout_s: float, clock: Callable[[], float]) -> None:
        self._circuit = Circuit(clock=clock)
        self._timeout_s = timeout_s
        self._clock = clock
        self._random = random.Random()

    def steps(self, request: ApiRequest[T], *, patience_s: float | None) -> Generator[Wait | ApiRequest[T], Any, T]:
        """Yields the request for every try, and receives its Outcome. Raises LMSearcherError.

        Without patience_s there are MAX_RETRIES retries, and no try at all while the circuit is open.
        """
        started = self._clock()
        tries = 0
        while True:
            hold_s = self._circuit.hold_s()
            if hold_s > 0:
                if patience_s is None or self._clock() - started + hold_s > patience_s:
                    raise ServerUnreachableError(
                        f"{request.method} {request.path} was not sent: {self._circuit.explanation()}"
                    )
                yield Wait(hold_s)
                continue
            tries += 1
            outcome: Outcome = yield request
            self._record(request, outcome)
            response = outcome if isinstance(outcome, httpx2.Response) else None
            if response is not None and (response.is_success or response.status_code == 304):
                return request.parse(response)
            delay_s = self._delay_s(tries, response)
            spent = tries > MAX_RETRIES if patience_s is None else self._clock() - started + delay_s > patience_s
            if spent or not is_retryable(outcome):
                raise _error(request, outcome)
            yield Wait(delay_s)

    def arguments(self, request: ApiRequest[T]) -> dict[str, Any]:
        """The arguments of httpx2's request(). Raises ValueError for a body that cannot be written as JSON."""
        headers = dict(request.headers)
        content = None
        if request.body is not None:
            content = encode(request.body)
            headers["Content-Type"] = "application/json"
        return {
            "method": request.method,
            "url": request.path,
            "params": request.params,
            "content": content,
            "headers": headers,
            "timeout": httpx2.Timeout(self._timeout_s, read=self._timeout_s + request.server_wait_s),
        }

    def _record(self, request: ApiRequest[T], outcome: Outcome) -> None:
        """Tells the circuit whether the server responds. An error below 500 is a response."""
        if isinstance(outcome, httpx2.Response) and outcome.status_code < 500:
            self._circuit.record_response()
        elif is_retryable(outcome):
            response = outcome if isinstance(outcome, httpx2.Response) else None
            delay_s = self._delay_s(self._circuit.failures + 1, response)
            self._circuit.record_failure(str(_error(request, outcome)), retry_in_s=delay_s)

    def _delay_s(self, tries: int, response: httpx2.Response | None) -> float:
        return retry_delay_s(tries, response, jitter=self._random.random(), now=datetime.now(UTC))


def _error(request: ApiRequest[T], outcome: Outcome) -> LMSearcherError:
    if isinstance(outcome, httpx2.RequestError):
        error = ServerUnreachableError(f"{request.method} {outcome.request.url}: {outcome or type(outcome).__name__}")
        error.__cause__ = outcome
        return error
    if outcome.status_code < 400:
        target = outcome.headers.get("location", "another address")
        return UnexpectedResponseError(f"{outcome.request.url} redirects to {target}; use that address as base_url")
    return to_error(outcome)


def _checked(transport: object) -> object:
    """The transport, if it can be pickled. Raises PicklingError."""
    try:
        pickle.dumps(transport)
    except Exception as error:
        raise pickle.PicklingError(
            f"this client cannot be pickled because its transport cannot be pickled ({error}); "
            "create a client in the other process instead"
        ) from error
    return transport
