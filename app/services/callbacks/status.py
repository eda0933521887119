"""The state of callbacks for other services, and the ways in which callbacks end without a response."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.db.models import Callback, Job, Trial
from app.db.repositories.callbacks import CallbackCounts, CallbackRepository
from app.db.repositories.pages import Page
from app.domain.lifecycle import (
    CallbackState,
    JobVerb,
    TrialVerb,
    next_job_state,
    next_trial_state,
)


def describe_callbacks(session: Session, jobs: Sequence[Job]) -> Mapping[uuid.UUID, CallbackCounts]:
    """The callback counts of the jobs that use callbacks. It needs no query if there are none."""
    ids = [job.id for job in jobs if job.uses_callbacks]
    return CallbackRepository(session).counts(ids) if ids else {}


def list_callbacks(session: Session, job: Job, *, limit: int, after: str | None) -> Page[tuple[Callback, int]]:
    """The job's callbacks with the numbers of their trials, by number and attempt."""
    return CallbackRepository(session).page(job, limit=limit, after=after)


def pause_uncallable(session: Session, job: Job, reason: str, now: datetime) -> None:
    """Pauses a job whose evaluator must not or cannot be called. The job must be locked."""
    if job.state.ended:
        return
    job.state = next_job_state(job.state, JobVerb.PAUSE)
    job.pause_reason = reason
    job.revision += 1
    withdraw_callbacks(session, job, now)


def withdraw_callbacks(session: Session, job: Job, now: datetime) -> None:
    """Queues the trials again that are neither accepted nor being sent, so that no lease expires during a pause."""
    for callback, trial in CallbackRepository(session).not_being_sent(job, now):
        withdraw_callback(callback, trial, now)


def withdraw_callback(callback: Callback, trial: Trial, now: datetime) -> None:
    """Queues the trial again. It is not sent before `now`.

    The attempt does not count: the next lease sends it under the same message id.
    """
    trial.state = next_trial_state(trial.state, TrialVerb.RELEASE)
    trial.lease_expires_at = None
    callback.state = CallbackState.GIVEN_UP
    callback.claimed_until = None
    callback.next_try_at = now
