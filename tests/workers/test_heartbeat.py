"""A worker process is heard of while it lives, and not missed when it ends."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import sessionmaker

from app.db.models import Worker
from app.db.session import SessionFactory, session_scope
from app.services.maintenance import KEEP_WORKERS, delete_old_rows
from tests.builders import utc_now

if TYPE_CHECKING:
    from workers.lifecycle import Heart

pytestmark = pytest.mark.usefixtures("_worker_environment")

TIMEOUT_S = 10
NAME = "ranking@here"


@pytest.fixture
def heart(sessions: SessionFactory, _worker_environment: None) -> Callable[..., "Heart"]:
    """Of a process of this name; on the tests' database unless another is given."""
    from workers.lifecycle import Heart  # noqa: PLC0415  reads the environment

    return lambda *queues, sessions=sessions: Heart(sessions, NAME, queues)


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


def test_it_is_heard_of_at_once_and_leaves(heart: Callable[..., "Heart"], found: Callable[[], Worker | None]) -> None:
    started = heart("ranking")
    started.start()
    wait_for(found)
    started.stop()
    assert found() is None


def test_every_beat_is_later(heart: Callable[..., "Heart"], found: Callable[[], Worker | None]) -> None:
    beating = heart("io", "callbacks")
    beating.beat()
    first = found()
    beating.beat()
    second = found()
    assert first is not None
    assert second is not None
    assert second.seen_at > first.seen_at == first.started_at == second.started_at
    assert second.queues == ["callbacks", "io"]


def test_who_has_taken_its_name_stays(heart: Callable[..., "Heart"], found: Callable[[], Worker | None]) -> None:
    old, new = heart("io"), heart("io")
    old.start()
    wait_for(found)
    new.beat()
    old.stop()
    assert found() is not None


def test_a_database_that_is_away_stops_nothing(heart: Callable[..., "Heart"]) -> None:
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none", connect_args={"connect_timeout": 1})
    unheard = heart("io", sessions=sessionmaker(away))
    unheard.start()
    unheard.stop()
    away.dispose()


def test_those_who_are_gone_for_long_are_forgotten(sessions: SessionFactory, heart: Callable[..., "Heart"]) -> None:
    def left(now: datetime) -> int:
        with session_scope(sessions, None) as session:
            delete_old_rows(session, now)
        with sessions() as session:
            return session.scalars(select(func.count()).select_from(Worker)).one()

    heart("io").beat()
    assert left(utc_now() + KEEP_WORKERS - timedelta(minutes=1)) == 1
    assert left(utc_now() + KEEP_WORKERS + timedelta(minutes=1)) == 0
