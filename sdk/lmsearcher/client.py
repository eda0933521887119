"""The way in: a client for one server, and its jobs, trials and rankings."""

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
from lmsearcher._sending import Sender
from lmsearcher.resources import Jobs, Trials
from lmsearcher.space import SearchSpace

Json = Mapping[str, Any]


class Client:
    """Synchronous and safe to share between threads. Use it as a context manager, or call close().

    base_url: default LMSEARCHER_URL. api_key: default LMSEARCHER_API_KEY; none is sent if neither is set.
    timeout_s: for every wait on the network. transport: replaces the network, for tests.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        connection = Connection.of(base_url, api_key, timeout_s=timeout_s)
        self.base_url = connection.base_url
        self._http = httpx2.Client(base_url=connection.base_url, headers=connection.headers, transport=transport)
        sender = Sender(self._http, timeout_s=connection.timeout_s)
        self._sender = sender
        self._keeper = LeaseKeeper(connection if transport is None else None)
        self.jobs = Jobs(sender, self._keeper)
        self.trials = Trials(sender)

    @takes(calls.rank)
    def rank(self, **ranking: Any) -> models.Ranking:
        return self._sender.send(calls.rank(**ranking))

    def validate_space(self, space: SearchSpace | Json, *, samples: int = 3) -> models.SpaceReport:
        """Size, NCode layout and random architectures of a space. InvalidRequestError says what is wrong with it."""
        return self._sender.send(calls.validate_space(space, samples=samples))

    def rankers(self) -> tuple[models.Ranker, ...]:
        """What this server can rank with."""
        return self._sender.send(calls.list_rankers()).items

    def check_ready(self) -> None:
        """Returns if the server can take work, raises ServerError or ServerUnreachableError if not, after retries."""
        self._sender.send(calls.ready())

    def close(self) -> None:
        self._keeper.close()
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.base_url!r})"
