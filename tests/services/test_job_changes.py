"""What listeners of a job are called with: over a connection that is cut, silent or sent nonsense, and without one."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psycopg
import pytest
from sqlalchemy import make_url

from app.db import notifications
from app.db.notifications import CHANNEL
from app.services import job_changes
from app.services.job_changes import JobChange, JobChanges
from app.settings import Settings
from tests.silenced import silenced

WITHIN_S = 20.0
JOB = uuid.UUID(int=7)
NEVER_S = 3_600.0
NAME = "test_job_changes"
"""Of the connections of this file: other applications listen on the same database."""
LISTENING = f"FROM pg_stat_activity WHERE query LIKE 'LISTEN {CHANNEL}%' AND application_name = '{NAME}'"


@pytest.fixture
def no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the looks of the safety net, only notifications and connecting anew call listeners."""
    monkeypatch.setattr(job_changes, "LOOK_EVERY_S", NEVER_S)
    monkeypatch.setattr(job_changes, "LOOK_WITHOUT_NOTIFICATIONS_S", NEVER_S)


@pytest.fixture
def url(settings: Settings) -> str:
    named = make_url(settings.database.url).update_query_dict({"application_name": NAME})
    return named.render_as_string(hide_password=False)


def _run(scenario: Callable[[], Awaitable[None]]) -> None:
    async def within() -> None:
        async with asyncio.timeout(4 * WITHIN_S):
            await scenario()

    asyncio.run(within())


class Calls:
    """A listener that keeps what it is called with."""

    def __init__(self) -> None:
        self._calls: asyncio.Queue[JobChange | None] = asyncio.Queue()

    def __call__(self, change: JobChange | None) -> None:
        self._calls.put_nowait(change)

    async def next(self) -> JobChange | None:
        return await asyncio.wait_for(self._calls.get(), WITHIN_S)


@asynccontextmanager
async def _listening(url: str | None) -> AsyncIterator[tuple[JobChanges, Calls]]:
    changes, calls = JobChanges(url), Calls()
    changes.add(JOB, calls)
    changes.start()
    try:
        yield changes, calls
    finally:
        await changes.close()


async def _execute(url: str, statement: str) -> int:
    """How many rows it returns."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        return len(await (await connection.execute(statement.encode())).fetchall())


async def _notify(url: str, payload: str) -> None:
    assert await _execute(url, f"SELECT pg_notify('{CHANNEL}', '{payload}')") == 1


async def _end_listening_backend(url: str) -> None:
    assert await _execute(url, f"SELECT pg_terminate_backend(pid) {LISTENING}") == 1


@pytest.mark.usefixtures("no_timer")
def test_a_listener_is_called_with_the_changes_of_its_job_only(url: str) -> None:
    async def scenario() -> None:
        async with _listening(url) as (_, calls):
            assert await calls.next() is None  # it listens
            await _notify(url, f"{uuid.UUID(int=8)} 1")
            await _notify(url, f"{JOB} 3")
            assert await calls.next() == JobChange(JOB, 3, state_changed=False)
            await _notify(url, f"{JOB} -1")
            assert await calls.next() == JobChange(JOB, 0, state_changed=True)

    _run(scenario)


@pytest.mark.usefixtures("no_timer")
def test_after_its_backend_has_ended_it_connects_anew_and_calls_everyone(url: str) -> None:
    async def scenario() -> None:
        async with _listening(url) as (_, calls):
            assert await calls.next() is None
            for number in (1, 2):
                await _end_listening_backend(url)
                assert await calls.next() is None
                await _notify(url, f"{JOB} {number}")
                assert await calls.next() == JobChange(JOB, number, state_changed=False)

    _run(scenario)


@pytest.mark.usefixtures("no_timer")
@pytest.mark.parametrize("payload", ["", "nonsense", f"{JOB} many", "no-job 1"])
def test_a_notification_that_says_nothing_does_not_end_listening(url: str, payload: str) -> None:
    """Every login of the database may send one."""

    async def scenario() -> None:
        async with _listening(url) as (_, calls):
            assert await calls.next() is None
            await _notify(url, payload)
            await _notify(url, f"{JOB} 1")
            assert await calls.next() == JobChange(JOB, 1, state_changed=False)

    _run(scenario)


@pytest.mark.usefixtures("no_timer")
def test_a_connection_that_has_gone_silent_is_replaced(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a firewall that has forgotten it: nothing comes back, and no end of the connection either."""
    monkeypatch.setattr(notifications, "CHECK_EVERY_S", 0.2)
    monkeypatch.setattr(notifications, "ANSWER_S", 1)

    async def scenario() -> None:
        async with silenced(url) as (address, silence), _listening(address) as (_, calls):
            assert await calls.next() is None
            silence.set()
            assert await calls.next() is None
            await _notify(url, f"{JOB} 1")
            assert await calls.next() == JobChange(JOB, 1, state_changed=False)

    _run(scenario)


def test_without_notifications_a_timer_calls_everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_changes, "LOOK_WITHOUT_NOTIFICATIONS_S", 0.05)

    async def scenario() -> None:
        async with _listening(None) as (_, calls):
            assert [await calls.next() for _ in range(3)] == [None] * 3

    _run(scenario)


def test_while_it_cannot_connect_a_timer_calls_everyone(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_changes, "LOOK_EVERY_S", NEVER_S)
    monkeypatch.setattr(job_changes, "LOOK_WITHOUT_NOTIFICATIONS_S", 0.05)
    nowhere = make_url(url).update_query_dict({"host": "127.0.0.1", "port": "1"}).render_as_string(hide_password=False)

    async def scenario() -> None:
        async with _listening(nowhere) as (_, calls):
            assert [await calls.next() for _ in range(3)] == [None] * 3

    _run(scenario)


def test_a_lost_notification_costs_one_interval(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it listens, and nothing comes."""
    monkeypatch.setattr(job_changes, "LOOK_EVERY_S", 0.3)

    async def scenario() -> None:
        async with _listening(url) as (_, calls):
            assert [await calls.next() for _ in range(3)] == [None] * 3

    _run(scenario)


def test_closing_leaves_no_task_and_no_connection(url: str) -> None:
    async def scenario() -> None:
        before = asyncio.all_tasks()
        async with _listening(url) as (changes, calls):
            assert await calls.next() is None
            changes.remove(JOB, calls)
            assert len(asyncio.all_tasks()) > len(before)
        assert asyncio.all_tasks() == before
        listening = f"SELECT 1 {LISTENING}"
        for _ in range(100):
            if not await _execute(url, listening):
                return
            await asyncio.sleep(0.05)
        raise AssertionError("it still listens")

    _run(scenario)
