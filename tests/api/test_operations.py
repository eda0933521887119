"""How the service is doing: each number follows what happens, and a project sees its own."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import redis
from fastapi.testclient import TestClient
from sqlalchemy import text, update

from app.db.models import Callback, Delivery, Job, Trial, WebhookEndpoint, Worker
from app.db.session import SessionFactory, session_scope
from app.domain.events import EventType
from app.domain.keys import Scope
from app.main import create_app
from app.queue import RANKING_QUEUE
from app.services.operations import record_worker
from app.settings import Settings
from tests.api.driver import Json, completed, create, lease, report
from tests.builders import LOOPBACK, job_body, utc_now
from tests.evaluators import Evaluator, accepted
from tests.keys import bearer, new_key, new_project
from tests.settings import changed

PATH = "/v1/operations"


def look(client: TestClient, headers: Json | None = None) -> Json:
    answer = client.get(PATH, headers=headers)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def test_a_new_project_has_no_waiting_work(client: TestClient) -> None:
    found = look(client)
    waiting = {"due": 0, "in_progress": 0, "oldest": None}
    assert found["rounds"] == waiting
    assert found["callbacks"] == {**waiting, "accepted": 0, "unsent": 0}
    assert found["webhooks"] == {**waiting, "failed_last_day": 0, "failing": 0, "disabled": 0}
    assert found["leases"] == {"running": 0, "overdue": 0, "expired_last_hour": 0, "expired_last_day": 0}
    assert (found["rankings"], found["workers"]) == ([], [])
    assert found["schema_version"]["current"] == found["schema_version"]["newest"] is not None
    assert [text for text in found["troubles"] if "worker is alive" in text] == found["troubles"]


def test_rounds_wait_and_are_ranked(client: TestClient, rank_due: Callable[[], None], sessions: SessionFactory) -> None:
    job = create(client, strategy={"ranker": "surrogate", "warmup": 1}, budget={"max_trials": 3})
    [trial] = lease(client, job)
    report(client, trial, completed(trial))
    found = look(client)["rounds"]
    assert (found["due"], found["in_progress"]) == (1, 0)
    assert found["oldest"] is not None
    with sessions.begin() as session:
        session.execute(text("UPDATE round SET claimed_until = now() + interval '1 minute' WHERE state = 'planned'"))
    assert look(client)["rounds"] == {"due": 0, "in_progress": 1, "oldest": None}
    with sessions.begin() as session:
        session.execute(text("UPDATE round SET claimed_until = NULL"))
    rank_due()
    found = look(client)
    assert found["rounds"]["due"] == 0
    [use] = found["rankings"]
    assert (use["ranker"], use["rounds"], use["fallbacks"]) == ("surrogate", 1, 0)
    assert 0 < use["median_ms"] == use["p95_ms"]


def test_the_latency_of_rounds_within_the_hour(
    client: TestClient, rank_due: Callable[[], None], sessions: SessionFactory
) -> None:
    job = create(client, strategy={"ranker": "surrogate", "warmup": 1}, budget={"max_trials": 6})
    for _ in range(5):
        [trial] = lease(client, job)
        report(client, trial, completed(trial))
        rank_due()
    with sessions.begin() as session:  # ranked rounds 2 to 6: three by the ranker, one fallback, one long ago
        session.execute(text("UPDATE round SET milliseconds = number * 100 WHERE number > 1"))
        session.execute(text("UPDATE round SET source = 'fallback' WHERE number = 5"))
        session.execute(text("UPDATE round SET ranked_at = now() - interval '61 minutes' WHERE number = 6"))
    [use] = look(client)["rankings"]
    assert (use["rounds"], use["fallbacks"]) == (4, 1)
    assert use["median_ms"] == 300
    assert use["p95_ms"] == pytest.approx(390)


def test_leases_that_expire_are_counted(
    client: TestClient, sessions: SessionFactory, sweep: Callable[[], None]
) -> None:
    job = create(client, budget={"max_trials": 4, "max_parallel": 2}, strategy={"ranker": "surrogate", "warmup": 2})
    lease(client, job, count=2)
    assert look(client)["leases"]["running"] == 2
    late = utc_now() - timedelta(minutes=1)
    with sessions.begin() as session:
        session.execute(update(Trial).where(Trial.state == "running").values(lease_expires_at=late))
    found = look(client)
    assert found["leases"] == {"running": 2, "overdue": 2, "expired_last_hour": 0, "expired_last_day": 0}
    assert any("overdue" in trouble for trouble in found["troubles"])
    sweep()
    assert look(client)["leases"] == {"running": 0, "overdue": 0, "expired_last_hour": 2, "expired_last_day": 2}
    with sessions.begin() as session:
        session.execute(text("UPDATE lease_expiry SET minute = minute - interval '2 hours'"))
    assert look(client)["leases"]["expired_last_hour"] == 0
    assert look(client)["leases"]["expired_last_day"] == 2


def test_webhook_messages_are_counted(client: TestClient, sessions: SessionFactory) -> None:
    made = client.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/", "events": [*EventType]})
    assert made.status_code == 201, made.text
    create(client)
    found = look(client)["webhooks"]
    assert found["due"] == 1
    assert found["oldest"] is not None
    with sessions.begin() as session:
        session.execute(update(Delivery).values(state="failed", finished_at=utc_now()))
        session.execute(update(WebhookEndpoint).values(failures=3, failing_since=utc_now()))
    found = look(client)
    waiting = {"due": 0, "in_progress": 0, "oldest": None}
    assert found["webhooks"] == {**waiting, "failed_last_day": 1, "failing": 1, "disabled": 0}
    assert any("Webhooks" in trouble for trouble in found["troubles"])
    with sessions.begin() as session:
        session.execute(update(Delivery).values(finished_at=utc_now() - timedelta(hours=25)))
    assert look(client)["webhooks"]["failed_last_day"] == 0


def test_callbacks_are_counted(client: TestClient, sessions: SessionFactory, call_due: Callable[[], None]) -> None:
    with Evaluator(accepted) as evaluator:
        create(client, evaluation=evaluator.evaluation, budget={"max_trials": 5, "max_parallel": 2})
        assert look(client)["callbacks"]["unsent"] == 5
        call_due()
    found = look(client)["callbacks"]
    sent = found["accepted"]
    assert found == {"due": 0, "in_progress": 0, "oldest": None, "accepted": sent, "unsent": 5 - sent}
    assert sent > 0
    with sessions.begin() as session:
        session.execute(update(Callback).values(state="pending"))
    found = look(client)["callbacks"]
    assert (found["due"], found["in_progress"], found["accepted"]) == (sent, 0, 0)
    assert found["oldest"] is not None


def test_workers_are_alive_while_they_send_heartbeats(client: TestClient, sessions: SessionFactory) -> None:
    now = utc_now()
    with session_scope(sessions, None) as session:
        for name, age_s in (("ranking@a", 1), ("io@a", 100), ("io@b", 4_000)):
            seen = now - timedelta(seconds=age_s)
            queues = ["ranking"] if name.startswith("ranking") else ["callbacks", "io"]
            record_worker(session, Worker(name=name, queues=queues, version="1", started_at=seen, seen_at=seen))
    found = look(client)
    assert [(worker["name"], worker["alive"]) for worker in found["workers"]] == [("ranking@a", True), ("io@a", False)]
    assert [trouble for trouble in found["troubles"] if "alive" in trouble] == [
        "No io worker is alive: nothing is swept, called or delivered."
    ]


def test_an_unreachable_broker_is_shown_without_waiting(settings: Settings, sessions: SessionFactory) -> None:
    away = changed(settings, broker={"url": "redis://127.0.0.1:9/0"})
    with TestClient(create_app(away), LOOPBACK) as client:
        found = look(client)
    assert found["messages"] == {"ranking": None, "callbacks": None, "io": None}
    assert any("broker" in trouble for trouble in found["troubles"])


def test_waiting_messages_are_counted(client: TestClient, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as broker:
        broker.delete(RANKING_QUEUE)
        broker.rpush(RANKING_QUEUE, "a", "b")
        assert look(client)["messages"]["ranking"] == 2
        broker.delete(RANKING_QUEUE)


def test_a_project_sees_its_own_rows_and_no_names(production: TestClient, sessions: SessionFactory) -> None:
    admin, reader = bearer(new_key(sessions)), bearer(new_key(sessions, Scope.READ))
    stranger = bearer(new_key(sessions, project_id=new_project(sessions)))
    job = production.post("/v1/jobs", json=job_body(), headers=admin).json()
    leased = production.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": "w"}, headers=admin)
    assert leased.status_code == 200, leased.text
    with session_scope(sessions, None) as session:
        seen = utc_now()
        record_worker(session, Worker(name="io@host", queues=["io"], version="1", started_at=seen, seen_at=seen))
    assert [look(production, key)["leases"]["running"] for key in (admin, reader, stranger)] == [1, 1, 0]
    assert [look(production, key)["workers"][0]["name"] for key in (admin, reader)] == ["io@host", None]
    refused = production.get(PATH, headers=bearer(new_key(sessions, Scope.EVALUATE)))
    assert refused.status_code == 403


def test_rankers_with_their_revisions(client: TestClient, sessions: SessionFactory) -> None:
    with sessions.begin() as session:
        for hours in range(7):
            session.execute(
                text("INSERT INTO ranker_revision VALUES ('compact', :revision, now() - :hours * interval '1 hour')"),
                {"revision": f"r{hours}", "hours": hours},
            )
    [compact] = [ranker for ranker in look(client)["rankers"] if ranker["name"] == "compact"]
    assert [revision["revision"] for revision in compact["revisions"]] == ["r0", "r1", "r2", "r3", "r4"]
    assert compact["revision"] == "r0"


def test_ended_jobs_leave_nothing_running(client: TestClient, sessions: SessionFactory) -> None:
    job = create(client)
    lease(client, job)
    assert client.post(f"/v1/jobs/{job['id']}/cancel").status_code == 200
    found = look(client)
    assert (found["leases"]["running"], found["rounds"]["due"]) == (0, 0)
    with sessions() as session:
        assert session.get_one(Job, job["id"]).state == "cancelled"
