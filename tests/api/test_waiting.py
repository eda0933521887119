"""Long polls: bounded by project, in order of arrival, woken by the commit that makes trials ready."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import make_url, text

from app.db.session import SessionFactory
from app.main import create_app
from app.settings import Settings
from tests.api.driver import Json, completed, create, lease
from tests.builders import LOOPBACK, job_body
from tests.event_stream import serving
from tests.settings import changed


def test_a_long_poll_too_many_is_refused(client: TestClient, settings: Settings) -> None:
    app = create_app(changed(settings, limits={"max_waiting": 2}))
    with TestClient(app, LOOPBACK) as narrow, ThreadPoolExecutor(2) as pool:
        job = create(narrow)
        lease(narrow, job, "busy")
        url = f"/v1/jobs/{job['id']}/trials/lease"

        def ask(worker: str, wait_s: float) -> Response:
            return narrow.post(url, json={"worker": worker, "wait_s": wait_s})

        waits = [pool.submit(_until, 200, lambda i=i: ask(f"w{i}", 3)) for i in range(2)]  # type: ignore[misc]
        refused = _until(429, lambda: ask("late", 0.01))
        assert refused.json()["code"] == "too_many_waiting"
        assert int(refused.headers["Retry-After"]) >= 1
        assert ask("who does not wait", 0).status_code == 200
        assert [wait.result().status_code for wait in waits] == [200, 200]
        assert ask("late", 0.01).status_code == 200


def _until(status: int, send: Callable[[], Response]) -> Response:
    """The first answer with this status, within 10 seconds."""
    end = time.monotonic() + 10
    while (answer := send()).status_code != status:
        assert time.monotonic() < end, answer.text
    return answer


WAIT_S = 8.0


@pytest.fixture
def app(settings: Settings, sessions: SessionFactory) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def url(app: FastAPI) -> Iterator[str]:
    with serving(app) as url:
        yield url


class Askers:
    """Workers that wait for a trial of a job, each in line before the next one comes."""

    def __init__(self, app: FastAPI, url: str, job: Json, count: int) -> None:
        self._lease = f"{url}/v1/jobs/{job['id']}/trials/lease"
        self._pool = ThreadPoolExecutor(count)
        self.answers: list[tuple[int, Response]] = []
        self.waits = []
        for number in range(count):
            self.waits.append(self._pool.submit(self._ask, number))
            _until_true(lambda place=number: sum(app.state.waiting._count.values()) == place + 1)  # type: ignore[misc]  # noqa: SLF001

    def _ask(self, number: int) -> None:
        body = {"worker": f"w{number}", "wait_s": WAIT_S}
        self.answers.append((number, httpx2.post(self._lease, json=body, timeout=WAIT_S + 10)))

    def served(self, count: int) -> list[int]:
        """The numbers of the workers that have a trial, once there are that many."""
        end = time.monotonic() + 5
        while len(self.answers) < count and time.monotonic() < end:
            time.sleep(0.01)
        return [number for number, answer in self.answers if answer.json().get("trials")]


def test_waiting_workers_are_served_in_the_order_of_arrival(app: FastAPI, url: str) -> None:
    job = _job(url, max_parallel=1)
    held = _post(url, f"jobs/{job['id']}/trials/lease", worker="first")["trials"][0]
    askers = Askers(app, url, job, 3)
    for count in (1, 2, 3):
        _post(url, f"trials/{held['id']}/result", **completed(held))
        assert askers.served(count) == list(range(count))
        held = askers.answers[-1][1].json()["trials"][0]


def test_as_many_are_served_as_trials_become_ready(app: FastAPI, url: str) -> None:
    job = _job(url, max_parallel=4)
    held = _post(url, f"jobs/{job['id']}/trials/lease", worker="first", count=4)["trials"]
    askers = Askers(app, url, job, 4)
    _post(url, f"trials/{held[0]['id']}/release", lease_token=held[0]["lease"]["token"])
    _post(url, f"trials/{held[1]['id']}/release", lease_token=held[1]["lease"]["token"])
    assert sorted(askers.served(2)) == [0, 1]


def test_all_learn_of_the_end_of_their_job(app: FastAPI, url: str) -> None:
    job = _job(url, max_parallel=1)
    _post(url, f"jobs/{job['id']}/trials/lease", worker="first")
    askers = Askers(app, url, job, 3)
    began = time.monotonic()
    _post(url, f"jobs/{job['id']}/cancel")
    for wait in askers.waits:
        wait.result(5)
    assert time.monotonic() - began < WAIT_S / 2
    assert [answer.status_code for _, answer in askers.answers] == [409] * 3


def test_a_worker_that_has_gone_leaves_its_place_to_the_next(app: FastAPI, url: str) -> None:
    job = _job(url, max_parallel=1)
    held = _post(url, f"jobs/{job['id']}/trials/lease", worker="first")["trials"][0]
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(f"{url}/v1/jobs/{job['id']}/trials/lease", json={"worker": "gone", "wait_s": WAIT_S}, timeout=0.5)
    askers = Askers(app, url, job, 1)
    _post(url, f"trials/{held['id']}/result", **completed(held))
    assert askers.served(1) == [0]


def test_lost_notifications_cost_little(app: FastAPI, url: str, sessions: SessionFactory) -> None:
    """The listening connection is cut while a worker waits: it is made anew, and everything is looked at again."""
    job = _job(url, max_parallel=1)
    held = _post(url, f"jobs/{job['id']}/trials/lease", worker="first")["trials"][0]
    askers = Askers(app, url, job, 1)
    with sessions.begin() as session:
        listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"
        assert session.execute(text(listening)).all()
    _post(url, f"trials/{held['id']}/result", **completed(held))
    assert askers.served(1) == [0]


def test_without_notifications_a_timer_wakes_them(settings: Settings, sessions: SessionFactory) -> None:
    """Through PgBouncer no connection can listen."""
    named = make_url(settings.database.url).update_query_dict({"application_name": "test_waiting"})
    bouncer = {"url": named.render_as_string(hide_password=False), "pgbouncer": True}
    app = create_app(changed(settings, database=bouncer))
    with serving(app) as url:
        job = _job(url, max_parallel=2)
        held = _post(url, f"jobs/{job['id']}/trials/lease", worker="first", count=2)["trials"]
        askers = Askers(app, url, job, 2)
        for trial in held:
            _post(url, f"trials/{trial['id']}/result", **completed(trial))
        assert sorted(askers.served(2)) == [0, 1]
        with sessions.begin() as session:
            sent = "SELECT query FROM pg_stat_activity WHERE application_name = 'test_waiting'"
            queries = session.scalars(text(sent)).all()
        assert queries
        assert not [query for query in queries if query.startswith("LISTEN")]


def _until_true(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def _job(url: str, **budget: int) -> Json:
    return _post(url, "jobs", **job_body(budget={"max_trials": 20, **budget}, strategy={"warmup": 20}))


def _post(url: str, path: str, **body: Any) -> Json:
    answer = httpx2.post(f"{url}/v1/{path}", json=body)
    assert answer.is_success, answer.text
    found: Json = answer.json()
    return found
