"""What a clock has to do: end leases and jobs whose time is over, and forget what nobody asks for any more."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import Callback, Trial
from app.db.repositories.browser_sessions import BrowserSessionRepository
from app.db.repositories.callbacks import CallbackRepository
from app.db.repositories.idempotency import IdempotencyRepository
from app.db.repositories.jobs import JobRepository
from app.db.repositories.operations import OperationsRepository
from app.db.repositories.quotas import QuotaRepository
from app.db.repositories.rankings import RankingRepository
from app.db.repositories.trials import TrialRepository
from app.db.repositories.workers import WorkerRepository
from app.db.session import Found
from app.domain.job_spec import CALLBACK_WORKER, Evaluation
from app.domain.lifecycle import TrialState, TrialVerb, next_trial_state
from app.services import events
from app.services.advance import advance, push_ready
from app.services.trials import Outcome, finish_trial

BATCH = 200
"""Rows per kind and sweep; the next sweep goes on."""
KEEP_ANSWERS = timedelta(hours=48)
KEEP_RANKINGS = timedelta(hours=1)
KEEP_RANKING_USE = timedelta(hours=2)
KEEP_EXPIRIES = timedelta(hours=25)
KEEP_WORKERS = timedelta(days=1)


def expired_leases(session: Session, now: datetime) -> Sequence[Found]:
    """(project, trial) pairs whose lease is over."""
    return TrialRepository(session).expired(now, BATCH)


def expire_lease(session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, now: datetime) -> None:
    """Requeues the trial, or fails it after its last attempt. Does nothing if a heartbeat or a result came first."""
    trials = TrialRepository(session)
    job = JobRepository(session).lock(trials.get(project_id, trial_id).job_id)
    trial = trials.get(project_id, trial_id, lock=True)
    if trial.state != TrialState.RUNNING or trial.lease_expires_at is None or trial.lease_expires_at > now:
        return
    expired = trial.attempt
    allowed = Evaluation.from_json(job.evaluation).max_attempts
    failure = _end_call(session, trial) if job.is_called_back and trial.worker == CALLBACK_WORKER else ""
    if trial.attempt < allowed:
        trial.state = next_trial_state(TrialState.RUNNING, TrialVerb.EXPIRE)
        trial.attempt += 1
        trial.lease_expires_at = None
        job.revision += 1
        push_ready(session, job)
        session.flush()
    else:
        error = f"the lease expired on attempt {trial.attempt} of {allowed} (worker {trial.worker!r}{failure})"
        finish_trial(session, job, trial, Outcome(TrialVerb.FAIL, error=error), now)
    events.lease_expired(session, job, trial, attempt=expired, now=now)
    OperationsRepository(session).add_expiry(project_id, now.replace(second=0, microsecond=0))


def _end_call(session: Session, trial: Trial) -> str:
    """How the evaluator's last call failed, if it did."""
    calls = CallbackRepository(session)
    callback = calls.get(trial.id, trial.attempt)
    calls.close(Callback.trial_id == trial.id, state="given_up")
    return f"; its last call: {callback.last_error}" if callback is not None and callback.last_error else ""


def jobs_past_deadline(session: Session, now: datetime) -> Sequence[Found]:
    """(project, job) pairs."""
    return JobRepository(session).past_deadline(now, BATCH)


def end_overdue_job(session: Session, job_id: uuid.UUID, now: datetime) -> None:
    advance(session, JobRepository(session).lock(job_id), now)


def forget_old(session: Session, now: datetime) -> None:
    IdempotencyRepository(session).delete_before(now - KEEP_ANSWERS, BATCH)
    RankingRepository(session).delete_before(now - KEEP_RANKINGS, BATCH)
    QuotaRepository(session).forget_ranking_use(now - KEEP_RANKING_USE, BATCH)
    BrowserSessionRepository(session).delete_expired(now, BATCH)
    OperationsRepository(session).forget_expiries(now - KEEP_EXPIRIES, BATCH)
    WorkerRepository(session).forget(now - KEEP_WORKERS)
