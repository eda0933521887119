"""The stream of a job's changes: a real server, and clients that connect, disconnect and connect again."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from app.api import job_events
from app.api.routes import events as route
from app.clock import database_now
from app.db.session import SessionFactory, session_scope
from app.main import create_app
from app.services.access.keys import revoke_key
from app.services.access.principal import operator
from app.settings import Settings
from tests.builders import job_body
from tests.event_stream import all_events, open_stream, serving
from tests.keys import bearer, new_key
from tests.settings import changed

Json = dict[str, Any]


@pytest.fixture
def app(settings: Settings, sessions: SessionFactory) -> FastAPI:
    return create_app(changed(settings, limits={"event_stream_s": 60, "max_waiting": 120}))


@pytest.fixture
def url(app: FastAPI) -> Iterator[str]:
    with serving(app) as url:
        yield url


def _create(url: str, **changes: Any) -> Json:
    answer = httpx2.post(f"{url}/v1/jobs", json=job_body(**changes))
    assert answer.status_code == 201, answer.text
    job: Json = answer.json()
    return job


def _work(url: str, job: Json, value: float = 1.0) -> None:
    [trial] = httpx2.post(f"{url}/v1/jobs/{job['id']}/trials/lease", json={"worker": "w"}).json()["trials"]
    body = {"lease_token": trial["lease"]["token"], "state": "completed", "metrics": {"acc": value}}
    assert httpx2.post(f"{url}/v1/trials/{trial['id']}/result", json=body).status_code == 200


def test_two_clients_see_a_job_live_and_end(url: str) -> None:
    job = _create(url, strategy={"ranker": "surrogate", "warmup": 2}, budget={"max_trials": 2})
    stream = f"{url}/v1/jobs/{job['id']}/events"
    with open_stream(stream) as one, open_stream(stream) as two:
        first = [next(one), next(two)]
        assert {e.kind for e in first} == {"job"}
        assert [(e.id, e.data["progress"]["queued"]) for e in first] == [(str(job["revision"]), 2)] * 2
        _work(url, job, 3.0)
        reported = time.monotonic()
        second = [next(one), next(two)]
        assert [e.data["best"]["score"] for e in second] == [3.0] * 2
        assert max(e.at for e in second) - reported < 3
        _work(url, job, 2.0)
        for events in (one, two):
            rest = list(events)
            assert [e.kind for e in rest] == ["job", "end"]
            assert (rest[0].data["state"], rest[0].data["end_reason"]) == ("completed", "budget_used")
            assert rest[0].data["progress"]["completed"] == 2
    shown = httpx2.get(f"{url}/v1/jobs/{job['id']}").json()
    assert rest[0].data == {name: shown[name] for name in rest[0].data}


def test_a_reconnected_client_gets_new_events_only(app: FastAPI, settings: Settings, url: str) -> None:
    job = _create(url)
    with serving(create_app(changed(settings, limits={"event_stream_s": 1.5}))) as brief:
        stream = f"{brief}/v1/jobs/{job['id']}/events"
        [seen] = all_events(stream)
        assert seen.id is not None
        assert [e.kind for e in all_events(stream, **{"Last-Event-ID": seen.id})] == []
        _work(url, job)
        [fresh] = all_events(stream, **{"Last-Event-ID": seen.id})
        assert (fresh.data["progress"]["completed"], int(fresh.id or 0) > int(seen.id)) == (1, True)
        assert [e.id for e in all_events(stream, **{"Last-Event-ID": "of another time"})] == [fresh.id]
        httpx2.post(f"{url}/v1/jobs/{job['id']}/cancel")
        ended = all_events(stream, **{"Last-Event-ID": fresh.id or ""})
        assert [e.kind for e in ended] == ["job", "end"]
        assert [e.kind for e in all_events(stream, **{"Last-Event-ID": ended[-1].id or ""})] == ["end"]


def test_a_hundred_streams_need_one_query_a_second(app: FastAPI, url: str) -> None:
    job = _create(url)
    stream = f"{url}/v1/jobs/{job['id']}/events"
    statements: list[str] = []
    engine = app.state.database.engine

    def follow() -> tuple[int, float]:
        with open_stream(stream) as events:
            next(events)
            later = next(events)
            return later.data["progress"]["completed"], later.at

    with ThreadPoolExecutor(100) as pool:
        clients = [pool.submit(follow) for _ in range(100)]
        _until(lambda: _open(app) == 100)
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        time.sleep(3)
        looks = [text for text in statements if "revision" in text]
        assert 1 <= len(looks) <= 4, looks
        httpx2.post(f"{url}/v1/jobs/{job['id']}/pause")
        times = [client.result(20)[1] for client in clients]
    assert max(times) - min(times) < 2


def test_a_fast_job_needs_no_query_for_each_change(app: FastAPI, url: str) -> None:
    job = _create(url)
    looks: list[str] = []

    def note(*args: Any) -> None:
        if args[2].startswith("SELECT job.id, job.revision"):
            looks.append(args[2])

    with open_stream(f"{url}/v1/jobs/{job['id']}/events") as events:
        next(events)
        event.listen(app.state.database.engine, "before_cursor_execute", note)
        began = time.monotonic()
        for act in [*(20 * ["pause", "resume"]), "cancel"]:
            answer = httpx2.post(f"{url}/v1/jobs/{job['id']}/{act}")
            assert answer.status_code == 200, answer.text
        seen = [e for e in events if e.kind == "job"]
        took = time.monotonic() - began
    assert seen[-1].data["state"] == "cancelled"
    assert 1 <= len(looks) <= took / job_events.LOOK_EVERY_S + 2


def test_dropped_streams_leave_nothing_behind(app: FastAPI, url: str) -> None:
    job = _create(url)
    stream = f"{url}/v1/jobs/{job['id']}/events"
    for _ in range(200):
        with open_stream(stream) as events:
            next(events)
    _until(lambda: _open(app) == 0)
    _until(lambda: not app.state.watcher._looking)  # noqa: SLF001
    assert not app.state.watcher._streams  # noqa: SLF001
    assert not app.state.streaming._count  # noqa: SLF001
    assert app.state.database.engine.pool.checkedout() == 0


def test_a_stream_too_many_is_refused(url: str, settings: Settings) -> None:
    with serving(create_app(changed(settings, limits={"event_stream_s": 60, "max_waiting": 1}))) as narrow:
        stream = f"{narrow}/v1/jobs/{_create(url)['id']}/events"
        with open_stream(stream) as events:
            next(events)
            refused = httpx2.get(stream)
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_waiting")
            assert int(refused.headers["Retry-After"]) >= 1
        _until(lambda: httpx2.get(f"{narrow}/livez").status_code == 200 and _answers(stream))


def test_a_revoked_key_ends_the_stream(
    settings: Settings, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(route, "COMMENT_EVERY_S", 0.3)
    closed = create_app(changed(settings, environment="production", limits={"event_stream_s": 60}))
    key = new_key(sessions)
    with serving(closed) as url:
        job = httpx2.post(f"{url}/v1/jobs", json=job_body(), headers=bearer(key)).json()
        with open_stream(f"{url}/v1/jobs/{job['id']}/events", **bearer(key)) as events:
            assert [next(events).kind for _ in range(4)] == ["job", ":", ":", ":"]
            with session_scope(sessions, key.row.project_id) as session:
                revoke_key(session, operator(key.row.project_id), key.row.public_id, now=database_now(session))
            began = time.monotonic()
            assert {e.kind for e in events} <= {":"}
            assert time.monotonic() - began < 5
        assert httpx2.get(f"{url}/v1/jobs/{job['id']}/events", headers=bearer(key)).status_code == 401


def test_streams_survive_a_database_outage(app: FastAPI, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection is cut while the stream is open; it goes on with what happened meanwhile."""
    monkeypatch.setattr(job_events, "LOOK_EVERY_S", 0.2)
    job = _create(url)
    engine = app.state.database.engine
    with open_stream(f"{url}/v1/jobs/{job['id']}/events") as events:
        next(events)
        away = time.monotonic() + 1.5

        def refuse(*_: Any) -> None:
            if time.monotonic() < away:
                raise SQLAlchemyError("the database is unreachable")

        event.listen(engine, "do_connect", refuse)
        engine.dispose()
        time.sleep(1)
        _until(lambda: httpx2.post(f"{url}/v1/jobs/{job['id']}/pause").status_code == 200)
        assert next(events).data["state"] == "paused"


def _open(app: FastAPI) -> int:
    watcher: job_events.Watcher = app.state.watcher
    return watcher.streams


def _answers(stream: str) -> bool:
    with httpx2.stream("GET", stream) as answer:
        return answer.status_code == 200


def _until(true: Any) -> None:
    end = time.monotonic() + 15
    while not true():
        assert time.monotonic() < end, "not within 15 s"
        time.sleep(0.05)
