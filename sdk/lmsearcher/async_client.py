"""The asynchronous client: the surface of Client, awaited."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from lmsearcher import _calls as calls
from lmsearcher import models
from lmsearcher._connection import Connection
from lmsearcher._constants import DEFAULT_TIMEOUT_S
from lmsearcher._keeping import LeaseKeeper
from lmsearcher._new_job import takes
from lmsearcher._sending import AsyncSender
from lmsearcher.async_resources import AsyncJobs, AsyncTrials
from lmsearcher.space import SearchSpace

Json = Mapping[str, Any]


class AsyncClient:
    """For one event loop, shared by its tasks. Use it as an asynchronous context manager, or await close().

    Arguments as Client's. transport: replaces the network, for tests.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        connection = Connection.of(base_url, api_key, timeout_s=timeout_s)
        self.base_url = connection.base_url
        self._http = httpx2.AsyncClient(base_url=connection.base_url, headers=connection.headers, transport=transport)
        self._sender = AsyncSender(self._http, timeout_s=connection.timeout_s)
        self._keeper = LeaseKeeper(connection if transport is None else None)
        self.jobs = AsyncJobs(self._sender, self._keeper)
        self.trials = AsyncTrials(self._sender)

    @takes(calls.rank)
    async def rank(self, **ranking: Any) -> models.Ranking:
        return await self._sender.send(calls.rank(**ranking))

    async def validate_space(self, space: SearchSpace | Json, *, samples: int = 3) -> models.SpaceReport:
        return await self._sender.send(calls.validate_space(space, samples=samples))

    async def rankers(self) -> tuple[models.Ranker, ...]:
        return (await self._sender.send(calls.list_rankers())).items

    async def check_ready(self) -> None:
        await self._sender.send(calls.ready())

    async def close(self) -> None:
        await asyncio.to_thread(self._keeper.close)
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncClient({self.base_url!r})"
