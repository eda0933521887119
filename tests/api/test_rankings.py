"""Stateless rankings, rankers, spaces and health over HTTP."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.db.session import SessionFactory
from app.domain.surrogate import SurrogateRanker
from app.services.rankings import record_ranker_failed, record_ranker_loaded
from tests.builders import SPACE

LINE = {"dimensions": [{"name": "x", "type": "int", "low": 0, "high": 9}]}
QUESTION: dict[str, Any] = {
    "space": LINE,
    "goal": "minimize",
    "history": [{"ncode": "1", "score": 1.0}, {"architecture": {"x": 8}, "score": 8.0}, {"ncode": "6", "score": 6.0}],
    "candidates": ["9", {"x": 0}, "5"],
    "ranker": "surrogate",
}


def test_a_ranking_worker_answers(client: TestClient, rank_due: Callable[[], None]) -> None:
    done = threading.Event()

    def work() -> None:
        for _ in range(200):
            rank_due()
            if done.wait(0.02):
                return

    worker = threading.Thread(target=work)
    worker.start()
    answer = client.post("/v1/rankings", json=QUESTION).json()
    done.set()
    worker.join(5)
    assert sorted(item["ncode"] for item in answer["ranking"]) == ["0", "5", "9"]
    assert answer["ranking"][0]["ncode"] == "0"
    scores = [item["score"] for item in answer["ranking"]]
    assert scores == sorted(scores, reverse=True)
    assert (answer["ranker"], answer["fallback_reason"]) == ("surrogate", None)


def test_the_surrogate_answers_without_a_worker_and_says_why(client: TestClient) -> None:
    answer = client.post("/v1/rankings", json={**QUESTION, "ranker": "compact"}).json()
    assert answer["ranker"] == "surrogate"
    assert "no ranking worker answered" in answer["fallback_reason"]
    assert answer["ranking"][0]["ncode"] == "0"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"candidates": ["1", "99"]}, "/candidates/1"),
        ({"candidates": ["1", {"x": 1}]}, "/candidates/1"),
        ({"candidates": ["1", {"y": 1}]}, "/candidates/1/y"),
        ({"candidates": []}, "/candidates"),
        ({"history": [{"ncode": "x", "score": 1.0}]}, "/history/0"),
        ({"history": [{"ncode": "1", "score": 1e200}]}, "/history/0/score"),
        ({"ranker": "gpt"}, "/ranker"),
    ],
)
def test_invalid_rankings_point_at_the_entry(client: TestClient, changes: dict[str, Any], pointer: str) -> None:
    answer = client.post("/v1/rankings", json={**QUESTION, **changes})
    assert answer.status_code == 422
    assert any(e["pointer"].startswith(pointer) for e in answer.json()["errors"]), answer.text


def test_validate_shows_size_layout_and_samples(client: TestClient) -> None:
    answer = client.post("/v1/spaces/validate", json={"space": SPACE, "samples": 5}).json()
    assert answer["size"] == "1566"
    assert len({s["ncode"] for s in answer["samples"]}) == 5
    assert client.post("/v1/spaces/validate", json={"space": {"dimensions": []}}).status_code == 422


def test_rankers_list_names_revisions_and_the_default(client: TestClient) -> None:
    items = {item["name"]: item for item in client.get("/v1/rankers").json()["items"]}
    assert items["surrogate"]["revision"] == SurrogateRanker.revision
    assert items["compact"]["default"]
    assert (items["surrogate"]["state"], items["compact"]["state"]) == ("ready", "not_loaded")


def test_rankers_list_how_loading_ended_and_since_when(client: TestClient, sessions: SessionFactory) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def after(minute: int, *, revision: str = "", failure: str = "") -> tuple[str, str | None, str | None, int]:
        now = start + timedelta(minutes=minute)
        with sessions.begin() as session:
            if failure:
                record_ranker_failed(session, "compact", failure, now)
            else:
                record_ranker_loaded(session, "compact", revision, now)
        item = next(i for i in client.get("/v1/rankers").json()["items"] if i["name"] == "compact")
        since = datetime.fromisoformat(item["since"]) - start
        return item["state"], item["revision"], item["failure"], since // timedelta(minutes=1)

    assert after(1, failure="no weights") == ("failed", None, "no weights", 1)
    assert after(2, failure="no weights") == ("failed", None, "no weights", 1)
    assert after(3, revision="a") == ("ready", "a", None, 3)
    assert after(4, revision="a") == ("ready", "a", None, 3)
    assert after(5, revision="b") == ("ready", "b", None, 5)
    assert after(6, failure="no memory") == ("failed", "b", "no memory", 6)


def test_health_reports_database_and_broker(client: TestClient) -> None:
    assert client.get("/livez").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "database": True, "broker": True}
