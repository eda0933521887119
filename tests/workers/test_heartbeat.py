"""The heartbeat of a worker process: recorded while it runs, removed when it ends."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import sessionmaker

from app.db.models import Worker
from app.db.session import SessionFactory, session_scope
from app.services.maintenance import KEEP_WORKERS, delete_old_rows
from tests.builders import utc_now
from workers.lifecycle import Heartbeat

TIMEOUT_S = 10
NAME = "ranking@here"


@pytest.fixture
def heartbeat(sessions: SessionFactory) -> Callable[..., Heartbeat]:
    """Of a process of this name; on the tests' database unless another is given."""
    return lambda *queues, sessions=sessions: Heartbeat(sessions, NAME, queues)


@pytest.fixture
def found(sessions: SessionFactory) -> Callable[[], Worker | None]:
    def look() -> Worker | None:
        with sessions() as session:
            return session.get(Worker, NAME)

    return look


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + TIMEOUT_S
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_recorded_at_once_and_removed_at_stop(
    heartbeat: Callable[..., Heartbeat], found: Callable[[], Worker | None]
) -> None:
    started = heartbeat("ranking")
    started.start()
    wait_for(found)
    started.stop()
    assert found() is None


def test_every_heartbeat_is_later(heartbeat: Callable[..., Heartbeat], found: Callable[[], Worker | None]) -> None:
    worker = heartbeat("io", "callbacks")
    worker.record()
    first = found()
    worker.record()
    second = found()
    assert first is not None
    assert second is not None
    assert second.seen_at > first.seen_at == first.started_at == second.started_at
    assert second.queues == ["callbacks", "io"]


def test_stop_keeps_the_record_of_a_successor(
    heartbeat: Callable[..., Heartbeat], found: Callable[[], Worker | None]
) -> None:
    old, new = heartbeat("io"), heartbeat("io")
    old.start()
    wait_for(found)
    new.record()
    old.stop()
    assert found() is not None


def test_unreachable_database_stops_nothing(heartbeat: Callable[..., Heartbeat]) -> None:
    unreachable = create_engine("postgresql+psycopg://none@127.0.0.1:9/none", connect_args={"connect_timeout": 1})
    unrecorded = heartbeat("io", sessions=sessionmaker(unreachable))
    unrecorded.start()
    unrecorded.stop()
    unreachable.dispose()


def test_old_records_are_deleted(sessions: SessionFactory, heartbeat: Callable[..., Heartbeat]) -> None:
    def left(now: datetime) -> int:
        with session_scope(sessions, None) as session:
            delete_old_rows(session, now)
        with sessions() as session:
            return session.scalars(select(func.count()).select_from(Worker)).one()

    heartbeat("io").record()
    assert left(utc_now() + KEEP_WORKERS - timedelta(minutes=1)) == 1
    assert left(utc_now() + KEEP_WORKERS + timedelta(minutes=1)) == 0
