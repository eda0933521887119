"""Sends calls: one connection pool, bounded retries, typed errors. Safe to share between threads."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import httpx2

from lmsearcher._calls import Call, encode
from lmsearcher._constants import MAX_RETRIES
from lmsearcher._problems import to_error
from lmsearcher._retries import is_retryable, retry_delay_s
from lmsearcher.errors import LMSearcherError, ServerUnreachableError, UnexpectedAnswerError

T = TypeVar("T")


class Sender:
    """timeout_s: for each wait on the network, lengthened by the time that the server may hold an answer back."""

    def __init__(self, http: httpx2.Client, *, timeout_s: float) -> None:
        self._http = http
        self._timeout_s = timeout_s
        self._random = random.Random()

    def send(
        self, call: Call[T], *, patience_s: float | None = None, sleep: Callable[[float], object] = time.sleep
    ) -> T:
        """The call's answer; retried MAX_RETRIES times or, if given, for patience_s. Raises LMSearcherError.

        sleep: waits between tries, and may end them by raising.
        """
        started = time.monotonic()
        tries = 0
        while True:
            tries += 1
            outcome = self._exchange(call)
            response = outcome if isinstance(outcome, httpx2.Response) else None
            if response is not None and (response.is_success or response.status_code == 304):
                return call.parse(response)
            delay = retry_delay_s(tries, response, jitter=self._random.random(), now=datetime.now(UTC))
            waited = time.monotonic() - started + delay
            spent = tries > MAX_RETRIES if patience_s is None else waited > patience_s
            if spent or not _may_pass(outcome):
                raise _error(call, outcome)
            sleep(delay)

    def _exchange(self, call: Call[T]) -> httpx2.Response | httpx2.RequestError:
        """One try. The body is encoded anew each time; calls are values, so it is the same."""
        headers = dict(call.headers)
        content = None
        if call.body is not None:
            content = encode(call.body)
            headers["Content-Type"] = "application/json"
        timeout = httpx2.Timeout(self._timeout_s, read=self._timeout_s + call.server_wait_s)
        try:
            return self._http.request(
                call.method, call.path, params=call.params, content=content, headers=headers, timeout=timeout
            )
        except httpx2.RequestError as error:
            return error


def _may_pass(outcome: httpx2.Response | httpx2.RequestError) -> bool:
    if isinstance(outcome, httpx2.Response):
        return is_retryable(outcome.status_code)
    return not isinstance(outcome, httpx2.LocalProtocolError | httpx2.UnsupportedProtocol)


def _error(call: Call[T], outcome: httpx2.Response | httpx2.RequestError) -> LMSearcherError:
    if isinstance(outcome, httpx2.RequestError):
        error = ServerUnreachableError(f"{call.method} {outcome.request.url}: {outcome or type(outcome).__name__}")
        error.__cause__ = outcome
        return error
    if outcome.status_code < 400:
        target = outcome.headers.get("location", "elsewhere")
        return UnexpectedAnswerError(f"{outcome.request.url} redirects to {target}; use the final address as base_url")
    return to_error(outcome)
