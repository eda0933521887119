"""The limits in docs/limits.md: each is reached by a request, and named in the problem."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import QueuePool, event, text

from app.domain.limits import MAX_HISTORY, MAX_JSON_DEPTH, MAX_OPTIONS, MAX_POOL_SIZE
from app.main import create_app
from app.settings import Settings
from tests.api.driver import create
from tests.api.test_rankings import QUESTION
from tests.builders import LOOPBACK, job_body
from tests.settings import changed

JSON = {"content-type": "application/json"}
OPTIONS = {"dimensions": [{"name": "x", "type": "ordinal", "options": list(range(MAX_OPTIONS + 1))}]}
LEASE = "/v1/jobs/00000000-0000-0000-0000-000000000007/trials/lease"


@pytest.fixture
def narrow(client: TestClient, settings: Settings) -> Iterator[FastAPI]:
    """An app with two connections to the database."""
    app = create_app(changed(settings, database={"pool_size": 1}))
    with TestClient(app):
        yield app


@pytest.mark.parametrize(
    ("path", "body", "pointer", "limit"),
    [
        ("/v1/jobs", job_body(strategy={"pool": {"size": MAX_POOL_SIZE + 1}}), "/strategy/pool/size", "1024"),
        ("/v1/jobs", job_body(space=OPTIONS), "/space/dimensions/0/options", "1000"),
        ("/v1/jobs", job_body(tags={str(i): "v" for i in range(33)}), "/tags", "32"),
        ("/v1/rankings", {**QUESTION, "candidates": ["1"] * (MAX_POOL_SIZE + 1)}, "/candidates", "1024"),
        ("/v1/rankings", {**QUESTION, "history": [QUESTION["history"][0]] * (MAX_HISTORY + 1)}, "/history", "1000"),
        (LEASE, {"worker": "w", "count": 101}, "/count", "100"),
        (LEASE, {"worker": "w", "wait_s": 60.5}, "/wait_s", "60"),
        (LEASE, {"worker": "w" * 65}, "/worker", "64"),
        ("/v1/spaces/validate", {"space": QUESTION["space"], "samples": 101}, "/samples", "100"),
    ],
)
def test_a_value_beyond_its_limit_is_refused_with_the_limit(
    client: TestClient, path: str, body: dict[str, Any], pointer: str, limit: str
) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == 422, answer.text
    [error] = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert limit in error["hint"]


def test_a_body_too_large_is_not_read_to_the_end(settings: Settings) -> None:
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        while sent < 100:
            sent += 1
            yield b" " * 1_024

    with TestClient(create_app(changed(settings, limits={"max_body_bytes": 4_096})), LOOPBACK) as client:
        answer = client.post("/v1/spaces/validate", content=chunks(), headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        assert "4096" in answer.json()["detail"]
        fits = json.dumps({"space": QUESTION["space"], "samples": 0}).ljust(4_096).encode()
        assert client.post("/v1/spaces/validate", content=fits, headers=JSON).status_code == 200


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_a_body_is_nested_as_deep_as_the_limit_says(client: TestClient, opening: str, closing: str) -> None:
    def status(depth: int) -> int:
        content = (opening * depth + "1" + closing * depth).encode()
        return client.post("/v1/rankings", content=content, headers=JSON).status_code

    assert (status(MAX_JSON_DEPTH), status(MAX_JSON_DEPTH + 1)) == (422, 400)
    unclosed = client.post("/v1/rankings", content=opening * 100_000, headers=JSON)
    assert (unclosed.status_code, unclosed.json()["code"]) == (400, "bad_request")
    assert str(MAX_JSON_DEPTH) in unclosed.json()["detail"]


def test_depth_is_counted_over_all_parts_of_the_body(client: TestClient) -> None:
    halves = [b"[" * 40, b"[" * 40 + b"]" * 80]
    assert client.post("/v1/rankings", content=iter(halves), headers=JSON).status_code == 400


def test_brackets_in_texts_or_side_by_side_are_not_depth(client: TestClient) -> None:
    labels = ['\\"[{' * 40, "[" * MAX_JSON_DEPTH]
    space = {"dimensions": [{"name": f"x{i}", "type": "categorical", "options": labels} for i in range(70)]}
    assert client.post("/v1/spaces/validate", json={"space": space}).json()["size"] == str(2**70)


@pytest.mark.parametrize("key", ["k" * 256, "a b", ""])
def test_an_invalid_idempotency_key_is_refused(client: TestClient, key: str) -> None:
    answer = client.post("/v1/jobs", json=job_body(), headers={"idempotency-key": key})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "idempotency-key")


def test_a_statement_timeout_is_a_503_with_retry_after(narrow: FastAPI, settings: Settings) -> None:
    engine = narrow.state.database.engine

    @event.listens_for(engine, "connect")
    def impatient(connection: psycopg.Connection, _: Any) -> None:
        connection.execute("SET statement_timeout = '200ms'")
        connection.commit()

    client = TestClient(narrow, LOOPBACK, raise_server_exceptions=False)
    with psycopg.connect(settings.database.url.replace("+psycopg", "")) as other:
        other.execute("LOCK TABLE job IN ACCESS EXCLUSIVE MODE")
        answer = client.get("/v1/jobs")
        other.rollback()
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert client.get("/v1/jobs").status_code == 200


def test_an_exhausted_pool_is_a_503_with_retry_after(narrow: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = narrow.state.database.engine
    monkeypatch.setattr(engine.pool, "_timeout", 0.2)
    client = TestClient(narrow, LOOPBACK, raise_server_exceptions=False)
    with engine.connect(), engine.connect():
        answer = client.post("/v1/jobs", json=job_body())
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert client.get("/v1/jobs").json()["items"] == []
    create(client)


def test_every_connection_has_the_documented_timeouts(narrow: FastAPI) -> None:
    engine = narrow.state.database.engine
    assert isinstance(engine.pool, QueuePool)
    assert engine.pool.timeout() == 10
    with engine.connect() as connection:
        limits = {
            name: connection.execute(text(f"SHOW {name}")).scalar()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        }
    assert limits == {
        "statement_timeout": "15s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "30s",
    }
