"""The sweep, on beat: whatever a lost message or a dead process left behind goes on from its row."""

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from app.clock import database_now
from app.db.session import Found, session_scope
from app.domain.lifecycle import Source
from app.queue import CALL_DUE, DELIVER_DUE, RANK_DUE, SWEEP, send
from app.services.callbacks.requests import next_due_callback
from app.services.maintenance import (
    BATCH,
    delete_old_rows,
    end_overdue_job,
    expire_lease,
    expired_leases,
    jobs_past_deadline,
)
from app.services.rounds.decisions import fall_back
from app.services.rounds.rounds import Decision, count_due_rounds, fail_job, read_round, record_round, stalled_rounds
from app.services.webhooks.deliveries import any_due, clean_up
from workers.celery_app import celery
from workers.runtime import Runtime, runtime

GIVE_UP_AFTER = 10
"""Stall timeouts, after which a round that not even the surrogate could end fails its job."""

_log = structlog.get_logger(__name__)
Row = TypeVar("Row")


@celery.task(name=SWEEP)
def sweep() -> None:
    """One transaction a row; a fault in one is logged, and the next sweep comes back to it."""
    held = runtime()
    _expire_leases(held)
    _end_overdue_jobs(held)
    _end_stalled_rounds(held)
    with session_scope(held.sessions, None) as session:
        now = database_now(session)
        rounds_due = count_due_rounds(session, now)
        calls_due = next_due_callback(session, now) is not None
        messages_due = any_due(session, now)
        delete_old_rows(session, now)
    if rounds_due:
        send(celery, RANK_DUE)
    if calls_due:
        send(celery, CALL_DUE)
    if messages_due:
        send(celery, DELIVER_DUE)
    with session_scope(held.sessions, None) as session:
        clean_up(session, database_now(session))


def _expire_leases(held: Runtime) -> None:
    with session_scope(held.sessions, None) as session:
        expired = expired_leases(session, database_now(session))

    def expire(row: Found) -> None:
        project_id, trial_id = row
        with session_scope(held.sessions, project_id) as session:
            expire_lease(session, project_id, trial_id, database_now(session))
        _log.info("lease.expired", project=str(project_id), trial=str(trial_id))

    _each(expired, expire)


def _end_overdue_jobs(held: Runtime) -> None:
    with session_scope(held.sessions, None) as session:
        overdue = jobs_past_deadline(session, database_now(session))

    def end(row: Found) -> None:
        project_id, job_id = row
        with session_scope(held.sessions, project_id) as session:
            end_overdue_job(session, job_id, database_now(session))

    _each(overdue, end)


def _end_stalled_rounds(held: Runtime) -> None:
    timeout = timedelta(seconds=held.settings.stall_timeout_s)
    with session_scope(held.sessions, None) as session:
        now = database_now(session)
        stalled = stalled_rounds(session, now - timeout, BATCH)
        hopeless = stalled_rounds(session, now - GIVE_UP_AFTER * timeout, BATCH)
    _each(stalled, lambda row: _end_or_give_up(held, *row, hopeless=row in hopeless))


def _end_or_give_up(held: Runtime, project_id: uuid.UUID, round_id: uuid.UUID, *, hopeless: bool) -> None:
    """hopeless: every sweep has tried for long. If it is not for the database, so will the next: the job fails."""
    try:
        _end_stalled_round(held, project_id, round_id)
    except DBAPIError:
        raise
    except Exception:
        if hopeless:
            with session_scope(held.sessions, project_id) as session:
                fail_job(session, round_id, database_now(session))
        raise


def _end_stalled_round(held: Runtime, project_id: uuid.UUID, round_id: uuid.UUID) -> None:
    with session_scope(held.sessions, project_id) as session:
        work = read_round(session, round_id)
    if work is None:
        return
    if work.ranker is None:
        decision = Decision(Source.WARMUP)
    else:
        reason = f"no ranking worker recorded the round within {held.settings.stall_timeout_s:g} s"
        decision = fall_back(work.request, reason)
    with session_scope(held.sessions, project_id) as session:
        record_round(session, work, decision, database_now(session))
    _log.warning("round.stalled", job=str(work.job_id), round=work.number)


def _each(rows: Sequence[Row], act: Callable[[Row], None]) -> None:
    """A fault in one row, whatever it is, does not stop the clock of all others; a database that is away does."""
    for row in rows:
        try:
            act(row)
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            _log.exception("sweep.row_failed", row=str(row))
