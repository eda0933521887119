"""The asynchronous client without a server: the surface of the other, its retries and its circuit."""

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
from lmsearcher._api import create_job, list_rankers
from lmsearcher._config import MAX_RETRIES
from lmsearcher._transport import AsyncSender
from lmsearcher.async_client import AsyncJobs, AsyncTrials
from lmsearcher.client import Jobs, Trials

from tests.sdk.test_sending import problem


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    ("plain", "awaited"), [(Client, AsyncClient), (Jobs, AsyncJobs), (Trials, AsyncTrials), (Job, AsyncJob)]
)
def test_both_clients_have_the_same_surface(plain: type, awaited: type) -> None:
    def surface(kind: type) -> dict[str, Any]:
        return {name: member for name, member in inspect.getmembers(kind) if not name.startswith("_")}

    assert surface(plain).keys() == surface(awaited).keys()
    for name, member in surface(plain).items():
        if not isinstance(member, property):
            ours = inspect.signature(surface(awaited)[name]).parameters
            theirs = inspect.signature(member).parameters
            assert [(p.name, p.kind, p.default) for p in ours.values()] == [
                (p.name, p.kind, p.default) for p in theirs.values()
            ]


@pytest.mark.anyio
async def test_retries_keys_and_circuit_are_those_of_the_other_client() -> None:
    requests: list[httpx2.Request] = []
    waits: list[float] = []
    replies = [problem(503, headers={"Retry-After": "3"}), problem(409, "request_in_progress"), problem(404)]

    async def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        if replies:
            return replies.pop(0)
        raise httpx2.ConnectError("refused", request=request)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async with httpx2.AsyncClient(base_url="http://service", transport=httpx2.MockTransport(answer)) as http:
        sender = AsyncSender(http, timeout_s=7, clock=lambda: sum(waits))
        call = create_job({}, idempotency_key=None)
        with pytest.raises(NotFoundError):
            await sender.send(call, sleep=sleep)
        assert {r.headers["idempotency-key"] for r in requests} == {call.headers["Idempotency-Key"]}
        assert (len(requests), waits[0]) == (3, 3)
        with pytest.raises(ServerUnreachableError):
            await sender.send(list_rankers(), sleep=sleep)
        assert len(requests) == 3 + MAX_RETRIES + 1
        with pytest.raises(ServerUnreachableError, match="was not sent"):
            await sender.send(list_rankers(), sleep=sleep)
        assert len(requests) == 3 + MAX_RETRIES + 1
