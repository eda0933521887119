"""The way in: a client for one server, and its jobs, trials and rankings."""

import math
import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from types import TracebackType
from typing import Any, Self

import httpx2

from lmsearcher import _calls as calls
from lmsearcher import models
from lmsearcher._constants import DEFAULT_TIMEOUT_S, RANKING_WAIT_S
from lmsearcher._sending import Sender
from lmsearcher.errors import LMSearcherError
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
        url = base_url or os.environ.get("LMSEARCHER_URL")
        if not url or not url.startswith(("http://", "https://")):
            raise LMSearcherError("no server address: pass base_url or set LMSEARCHER_URL, e.g. http://127.0.0.1:8000")
        if not (math.isfinite(timeout_s) and timeout_s > 0):
            raise LMSearcherError(f"timeout_s is {timeout_s}; it must be a positive number of seconds")
        key = api_key or os.environ.get("LMSEARCHER_API_KEY")
        headers = {"User-Agent": f"lmsearcher/{version('lmsearcher')}", "Accept": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self.base_url = url.rstrip("/")
        self._http = httpx2.Client(base_url=self.base_url, headers=headers, timeout=timeout_s, transport=transport)
        sender = Sender(self._http, timeout_s=timeout_s)
        self._sender = sender
        self.jobs = Jobs(sender)
        self.trials = Trials(sender)

    def rank(
        self,
        *,
        space: SearchSpace | Json,
        goal: str,
        history: Sequence[Json],
        candidates: Sequence[str | Json],
        ranker: str | None = None,
        seed: int | None = None,
    ) -> models.Ranking:
        """Ranks candidates without a job, for those who run their own loop.

        history: {"ncode" or "architecture": ..., "score": ...} each; candidates: NCodes or architectures.
        """
        body = calls.given(
            space=calls.space_json(space),
            goal=goal,
            history=list(history),
            candidates=list(candidates),
            ranker=ranker,
            seed=seed,
        )
        return self._sender.send(calls.rank(body, server_wait_s=RANKING_WAIT_S))

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
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.base_url!r})"
