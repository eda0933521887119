"""What commits send to listeners, by the triggers of the database."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from app.db.models import DEFAULT_PROJECT_ID, Job, Trial
from app.db.notifications import CHANNEL
from app.db.session import SessionFactory, session_scope
from app.domain.lifecycle import TrialState
from app.services.jobs import cancel_job, pause_job
from app.services.maintenance import expire_lease
from app.services.trial_protocol.requests import LeasedTrial, Report
from app.settings import Settings
from tests.builders import utc_now
from tests.requests_of_workers import heartbeat, lease_trials, release_trial, report_result
from tests.services.search import add_job

Received = list[tuple[uuid.UUID, int]]


class Listener:
    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def received(self) -> Received:
        """The notifications since the last call."""
        self._connection.execute("NOTIFY end_of_test")
        found: Received = []
        for notification in self._connection.notifies(timeout=10):
            if notification.channel != CHANNEL:
                return found
            job_id, number = notification.payload.split()
            found.append((uuid.UUID(job_id), int(number)))
        raise TimeoutError


@pytest.fixture
def listener(settings: Settings, sessions: SessionFactory) -> Iterator[Listener]:
    address = make_url(settings.database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        connection.execute("LISTEN end_of_test")
        yield Listener(connection)


def new_job(sessions: SessionFactory, **budget: Any) -> Job:
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        return add_job(session, **budget)


def leased(sessions: SessionFactory, job: Job, count: int) -> list[LeasedTrial]:
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        return list(lease_trials(session, DEFAULT_PROJECT_ID, job.id, worker="w", count=count, now=utc_now()).trials)


def test_queued_trials_are_announced_with_their_number(sessions: SessionFactory, listener: Listener) -> None:
    job = new_job(sessions)  # five warm-up trials
    assert (job.id, 5) in listener.received()


def test_a_lease_changes_the_job_and_makes_nothing_ready(sessions: SessionFactory, listener: Listener) -> None:
    job = new_job(sessions, max_parallel=2)
    listener.received()
    leased(sessions, job, 2)
    assert listener.received() == [(job.id, 0)]


def test_a_heartbeat_is_silent(sessions: SessionFactory, listener: Listener) -> None:
    [item] = leased(sessions, new_job(sessions), 1)
    listener.received()
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        heartbeat(session, DEFAULT_PROJECT_ID, item.id, token=item.token, now=utc_now())
    assert listener.received() == []


def test_the_end_of_a_trial_leaves_its_place_to_another(sessions: SessionFactory, listener: Listener) -> None:
    job = new_job(sessions, max_parallel=3)
    items = leased(sessions, job, 3)
    listener.received()
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        report = Report(TrialState.COMPLETED, {"acc": 1.0}, None)
        report_result(session, DEFAULT_PROJECT_ID, items[0].id, token=items[0].token, report=report, now=utc_now())
    assert sorted(listener.received()) == [(job.id, 0), (job.id, 1)]
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        release_trial(session, DEFAULT_PROJECT_ID, items[1].id, token=items[1].token, now=utc_now())
    assert sorted(listener.received()) == [(job.id, 0), (job.id, 1)]
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        session.get_one(Trial, items[2].id).lease_expires_at = utc_now() - timedelta(hours=1)
    listener.received()
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        expire_lease(session, DEFAULT_PROJECT_ID, items[2].id, utc_now())
    assert sorted(listener.received()) == [(job.id, 0), (job.id, 1)]


def test_the_state_of_a_job_is_announced(sessions: SessionFactory, listener: Listener) -> None:
    job = new_job(sessions)
    listener.received()
    for act in (pause_job, cancel_job):
        with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
            act(session, DEFAULT_PROJECT_ID, job.id, utc_now())
        assert (job.id, -1) in listener.received()


def test_what_is_rolled_back_is_silent(sessions: SessionFactory, listener: Listener) -> None:
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        add_job(session)
        session.rollback()
    assert listener.received() == []
