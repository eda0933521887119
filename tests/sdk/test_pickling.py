"""Clients, jobs and errors can be pickled, as programs with several processes need it."""

import asyncio
import copy
import os
import pickle
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from lmsearcher import APIError, AsyncClient, AsyncJob, Client, FieldProblem, Job, QuotaExceededError
from lmsearcher.models import JobSnapshot

from tests.sdk.processes import keeper_processes
from tests.sdk.test_transport import RANKERS

KEY = "lmsk_secret"


class EchoTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Responds with the address and key of a request, as the name and kind of a ranker."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        ranker = {"name": str(request.url), "kind": request.headers["authorization"]}
        return httpx2.Response(200, json={"items": [ranker]})

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.handle_request(request)


def copied(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301  our own


def test_copied_client_has_the_same_address_key_and_transport() -> None:
    with Client("http://service/prefix", KEY, timeout_s=7, transport=EchoTransport()) as client:
        client.rankers()
        with copied(client) as received:
            [ranker] = received.rankers()
            assert (received.base_url, repr(received)) == (client.base_url, repr(client))
        assert (ranker.name, ranker.kind) == ("http://service/prefix/v1/rankers", f"Bearer {KEY}")
        assert client.rankers() == (ranker,)


def test_copied_async_client_has_the_same_address_and_key() -> None:
    async def rankers(client: AsyncClient) -> list[tuple[str, str]]:
        async with client:
            return [(ranker.name, ranker.kind) for ranker in await client.rankers()]

    received = copied(AsyncClient("http://service", KEY, transport=EchoTransport()))
    assert asyncio.run(rankers(received)) == [("http://service/v1/rankers", f"Bearer {KEY}")]


def test_copied_client_ignores_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with Client("http://service", KEY, transport=EchoTransport()) as client:
        monkeypatch.setenv("LMSEARCHER_URL", "http://other")
        monkeypatch.setenv("LMSEARCHER_API_KEY", "lmsk_other")
        with copied(client) as received:
            assert received.rankers() == client.rankers()


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_client_with_an_unpicklable_transport_raises(kind: Any) -> None:
    client = kind("http://service", transport=httpx2.MockTransport(lambda _: RANKERS))
    with pytest.raises(pickle.PicklingError, match=r"transport cannot be pickled .*; create a client"):
        pickle.dumps(client)


def test_copied_client_starts_a_keeper_process_of_its_own() -> None:
    def processes() -> set[int]:
        return set(keeper_processes(os.getpid()))

    before = processes()
    with Client("http://127.0.0.1:9") as client:
        client._keeper.start()  # noqa: SLF001  as an evaluation does
        [first] = processes() - before
        with copied(client) as received:
            received._keeper.start()  # noqa: SLF001
            assert len(processes() - before - {first}) == 1
        assert processes() - before == {first}


def snapshot() -> JobSnapshot:
    return JobSnapshot.model_validate(
        {
            "id": "j",
            "name": "cells",
            "state": "running",
            "created_at": datetime(2026, 1, 1, tzinfo=UTC),
            "revision": 1,
            "space": {},
            "space_size": "12",
            "ncode": {"length": 2, "widths": [1, 1]},
            "objective": {"metric": "acc", "goal": "maximize"},
            "budget": {"max_trials": 3, "max_parallel": 1},
            "strategy": {"ranker": "compact", "pool": {"kind": "uniform", "size": 9}, "warmup": 3, "history": 9},
            "evaluation": {"mode": "pull", "lease_s": 300, "max_attempts": 3},
            "seed": 1,
            "progress": {"trials": 3, "max_trials": 3},
        }
    )


@pytest.mark.parametrize(("client_kind", "job_kind"), [(Client, Job), (AsyncClient, AsyncJob)])
def test_copied_job_shares_the_connections_of_its_client(client_kind: Any, job_kind: Any) -> None:
    client = client_kind("http://service", transport=EchoTransport())
    job = job_kind(client._sender, client._keeper, snapshot())  # noqa: SLF001
    client_received, job_received = copied((client, job))
    assert job_received.snapshot == job.snapshot
    assert job_received._sender is client_received._sender is client_received.jobs._sender  # noqa: SLF001
    assert job_received._sender is not client._sender  # noqa: SLF001


@pytest.mark.parametrize("duplicate", [copied, copy.deepcopy])
def test_copied_error_has_the_same_fields(duplicate: Any) -> None:
    error = QuotaExceededError(
        status=429,
        code="quota_exceeded",
        title="Too Many Requests",
        detail="no ranking time left",
        errors=[FieldProblem("/ranker", "it is used up", "Wait.")],
        request_id="r1",
        members={"retry_after_s": 60},
    )
    received = duplicate(error)
    assert type(received) is QuotaExceededError
    assert isinstance(received, APIError)
    assert (str(received), vars(received)) == (str(error), vars(error))
