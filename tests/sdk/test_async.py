"""The asynchronous client without a server: it has the same methods, retries and circuit breaker as Client."""

import inspect
from typing import Any

import httpx2
import pytest
from lmsearcher import (
    AsyncClient,
    AsyncJob,
    Client,
    Job,
    NotFoundError,
    ServerUnreachableError,
)
from lmsearcher._api import change_job, list_rankers
from lmsearcher._config import MAX_RETRIES, Connection
from lmsearcher._transport import AsyncSender
from lmsearcher.async_client import AsyncJobs, AsyncTrials
from lmsearcher.client import Jobs, Trials

from tests.sdk.test_transport import problem


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    ("plain", "awaited"), [(Client, AsyncClient), (Jobs, AsyncJobs), (Trials, AsyncTrials), (Job, AsyncJob)]
)
def test_both_clients_have_the_same_methods(plain: type, awaited: type) -> None:
    def public(kind: type) -> dict[str, Any]:
        return {name: member for name, member in inspect.getmembers(kind) if not name.startswith("_")}

    assert public(plain).keys() == public(awaited).keys()
    for name, member in public(plain).items():
        if not isinstance(member, property):
            ours = inspect.signature(public(awaited)[name]).parameters
            theirs = inspect.signature(member).parameters
            assert [(p.name, p.kind, p.default) for p in ours.values()] == [
                (p.name, p.kind, p.default) for p in theirs.values()
            ]


@pytest.mark.anyio
async def test_async_client_retries_like_the_other() -> None:
    requests: list[httpx2.Request] = []
    waits: list[float] = []
    replies = [problem(503, headers={"Retry-After": "3"}), problem(409, "request_in_progress"), problem(404)]

    async def respond(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        if replies:
            return replies.pop(0)
        raise httpx2.ConnectError("refused", request=request)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    connection = Connection.from_arguments("http://service", None, timeout_s=7)
    sender = AsyncSender(connection, httpx2.MockTransport(respond), clock=lambda: sum(waits))
    try:
        pause = change_job("j", "pause")
        with pytest.raises(NotFoundError):
            await sender.send(pause, sleep=sleep)
        assert {r.headers["idempotency-key"] for r in requests} == {pause.headers["Idempotency-Key"]}
        assert (len(requests), waits[0]) == (3, 3)
        with pytest.raises(ServerUnreachableError):
            await sender.send(list_rankers(), sleep=sleep)
        assert len(requests) == 3 + MAX_RETRIES + 1
        with pytest.raises(ServerUnreachableError, match="was not sent"):
            await sender.send(list_rankers(), sleep=sleep)
        assert len(requests) == 3 + MAX_RETRIES + 1
    finally:
        await sender.close()
