"""The sweep, sent at regular intervals: it continues what a lost message or a dead process has left undone."""

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
"""Stall timeouts. A round that not even the surrogate could end within them fails its job."""

_log = structlog.get_logger(__name__)
Row = TypeVar("Row")


@celery.task(name=SWEEP)
def sweep() -> None:
    """Handles every row in a transaction of its own. An error is logged, and the next sweep tries that row again."""
    worker = runtime()
    _expire_leases(worker)
    _end_overdue_jobs(worker)
    _end_stalled_rounds(worker)
    with session_scope(worker.sessions, None) as session:
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
    with session_scope(worker.sessions, None) as session:
        clean_up(session, database_now(session))


def _expire_leases(worker: Runtime) -> None:
    with session_scope(worker.sessions, None) as session:
        expired = expired_leases(session, database_now(session))

    def expire(row: Found) -> None:
        project_id, trial_id = row
        with session_scope(worker.sessions, project_id) as session:
            expire_lease(session, project_id, trial_id, database_now(session))
        _log.info("lease.expired", project=str(project_id), trial=str(trial_id))

    _for_each(expired, expire)


def _end_overdue_jobs(worker: Runtime) -> None:
    with session_scope(worker.sessions, None) as session:
        overdue = jobs_past_deadline(session, database_now(session))

    def end(row: Found) -> None:
        project_id, job_id = row
        with session_scope(worker.sessions, project_id) as session:
            end_overdue_job(session, job_id, database_now(session))

    _for_each(overdue, end)


def _end_stalled_rounds(worker: Runtime) -> None:
    timeout = timedelta(seconds=worker.settings.ranking.stall_timeout_s)
    with session_scope(worker.sessions, None) as session:
        now = database_now(session)
        stalled = stalled_rounds(session, now - timeout, BATCH)
        long_stalled = stalled_rounds(session, now - GIVE_UP_AFTER * timeout, BATCH)
    _for_each(stalled, lambda row: _end_or_give_up(worker, *row, give_up_now=row in long_stalled))


def _end_or_give_up(worker: Runtime, project_id: uuid.UUID, round_id: uuid.UUID, *, give_up_now: bool) -> None:
    """Ends the round, or fails its job if that is impossible and `give_up_now` is set. Raises what prevented it."""
    try:
        _end_stalled_round(worker, project_id, round_id)
    except DBAPIError:
        raise
    except Exception:
        if give_up_now:
            with session_scope(worker.sessions, project_id) as session:
                fail_job(session, round_id, database_now(session))
        raise


def _end_stalled_round(worker: Runtime, project_id: uuid.UUID, round_id: uuid.UUID) -> None:
    with session_scope(worker.sessions, project_id) as session:
        work = read_round(session, round_id)
    if work is None:
        return
    if work.ranker is None:
        decision = Decision(Source.WARMUP)
    else:
        reason = f"no ranking worker recorded the round within {worker.settings.ranking.stall_timeout_s:g} s"
        decision = fall_back(work.request, reason)
    with session_scope(worker.sessions, project_id) as session:
        record_round(session, work, decision, database_now(session))
    _log.warning("round.stalled", job=str(work.job_id), round=work.number)


def _for_each(rows: Sequence[Row], act: Callable[[Row], None]) -> None:
    """Calls `act` for every row. An error in one row does not stop the others; an unreachable database does."""
    for row in rows:
        try:
            act(row)
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            _log.exception("sweep.row_failed", row=str(row))
