"""Requests to one server within one deadline. Time, size, number and attempts are limited; no proxies, no redirects."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self, TypeVar

import httpx2

from app.domain.backoff import retry_after
from app.domain.errors import RankingFailed
from app.language_models import Endpoint

MAX_ATTEMPTS = 3
"""For one request."""
FIRST_PAUSE_S = 0.2
"""Between the first two attempts; the pause before the third is four times as long."""
MAX_PAUSE_S = 2.0
"""Also where the server's Retry-After is longer."""
MAX_RESPONSE_BYTES = 4 << 20
_CONNECT_S = 5.0
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_OPENAI_PATHS = frozenset({"/models", "/completions", "/chat/completions"})

T = TypeVar("T")
X = TypeVar("X")


class ServerFailed(RankingFailed):
    """No usable response within the limits. The text contains neither address nor key nor any text of the server."""


class Unusable(ServerFailed):
    """The server is reachable, but refuses the request or sends an unexpected response."""


class Server:
    """A context manager with the connections and the deadline of one ranking. Not for several threads."""

    def __init__(self, source: Endpoint) -> None:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if source.api_key is not None:
            headers["Authorization"] = f"Bearer {source.api_key.get_secret_value()}"
        self.model = source.model
        self._base = source.endpoint
        self._timeout_s = source.timeout_s
        self._slots = asyncio.Semaphore(source.concurrency)
        self._runner = asyncio.Runner()
        self._http = httpx2.AsyncClient(
            headers=headers,
            timeout=httpx2.Timeout(source.timeout_s, connect=_CONNECT_S),
            limits=httpx2.Limits(max_connections=source.concurrency),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        self._runner.__enter__()
        self._deadline = self._runner.get_loop().time() + self._timeout_s
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._runner.run(self._http.aclose())
        finally:
            self._runner.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of asynchronous work with this server. Raises ServerFailed once the time is over."""

        async def bounded() -> T:
            async with asyncio.timeout_at(self._deadline):
                return await work

        try:
            return self._runner.run(bounded())
        except TimeoutError as error:
            raise ServerFailed(f"the server gave no ranking within {self._timeout_s:g} s") from error

    async def get(self, path: str, read: Callable[[bytes], T]) -> T:
        """Sends a GET request; otherwise as `post`."""
        return await self._call("GET", path, None, read)

    async def post(self, path: str, body: dict[str, Any], read: Callable[[bytes], T]) -> T:
        """What `read` makes of the response. If `read` raises ValueError, the request is sent again.

        Raises Unusable, ServerFailed.
        """
        return await self._call("POST", path, {"model": self.model, **body}, read)

    async def map(self, work: Callable[[X], Awaitable[T]], items: Iterable[X]) -> list[T]:
        """All results, in order, computed as many at a time as the setting allows. The first error ends the others."""

        async def when_free(item: X) -> T:
            async with self._slots:
                return await work(item)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(when_free(item)) for item in items]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return [task.result() for task in tasks]

    async def _call(self, method: str, path: str, body: dict[str, Any] | None, read: Callable[[bytes], T]) -> T:
        content = None if body is None else json.dumps(body, separators=(",", ":")).encode()
        attempt = 1
        while True:
            pause_s = FIRST_PAUSE_S * 4 ** (attempt - 1)
            failure: ServerFailed
            try:
                return read(await self._exchange(method, path, content))
            except httpx2.HTTPError as error:
                failure = ServerFailed(f"the server is unreachable ({type(error).__name__})")
            except ValueError:
                failure = Unusable("the server sent an unexpected response")
            except _Busy as busy:
                failure = ServerFailed(f"the server is unavailable (HTTP {busy.status})")
                pause_s = max(pause_s, busy.retry_after_s)
            if attempt == MAX_ATTEMPTS:
                raise failure
            attempt += 1
            await asyncio.sleep(min(pause_s, MAX_PAUSE_S))

    async def _exchange(self, method: str, path: str, content: bytes | None) -> bytes:
        """The body of a 200. Raises _Busy, Unusable, ServerFailed, ValueError, httpx2.HTTPError."""
        headers = {"Content-Type": "application/json"} if content is not None else {}
        async with self._http.stream(method, self._url(path), content=content, headers=headers) as response:
            status = response.status_code
            if status in _TRANSIENT:
                raise _Busy(status, _wait_s(response))
            if status in {401, 403}:
                raise ServerFailed(f"the server refuses the key (HTTP {status})")
            if status != 200:
                raise Unusable(f"the server refuses the request (HTTP {status})")
            if response.headers.get("content-encoding", "identity") != "identity":
                msg = "the response is compressed, though the request did not allow it"
                raise ValueError(msg)
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > MAX_RESPONSE_BYTES:
                    msg = "the response is too long"
                    raise ValueError(msg)
            return bytes(body)

    def _url(self, path: str) -> str:
        """The URL of a path. Those of vLLM alone are beside, not below, the /v1 of the OpenAI API."""
        return self._base + path if path in _OPENAI_PATHS else self._base.removesuffix("/v1") + path


class _Busy(Exception):
    def __init__(self, status: int, retry_after_s: float) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after_s = retry_after_s


def _wait_s(response: httpx2.Response) -> float:
    """The pause that the server requests, at most MAX_PAUSE_S. Its own `Date` header says what time it is."""
    try:
        now = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        now = datetime.max.replace(tzinfo=UTC)
    now = now if now.tzinfo else now.replace(tzinfo=UTC)
    return retry_after(response.headers.get("retry-after"), now=now, longest_s=MAX_PAUSE_S)
