"""Calls of evaluators, seen from the rest of the service: what is shown of them, and how they end without an answer."""

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
    """Of those jobs whose evaluators are called; no query if there are none."""
    ids = [job.id for job in jobs if job.uses_callbacks]
    return CallbackRepository(session).counts(ids) if ids else {}


def list_calls(session: Session, job: Job, *, limit: int, after: str | None) -> Page[tuple[Callback, int]]:
    """With the numbers of their trials, by number and attempt."""
    return CallbackRepository(session).page(job, limit=limit, after=after)


def stop_calls(session: Session, job: Job, reason: str, now: datetime) -> None:
    """Pauses a job whose evaluator must not, or cannot, be called. The caller holds its lock."""
    if job.state.ended:
        return
    job.state = next_job_state(job.state, JobVerb.PAUSE)
    job.pause_reason = reason
    job.revision += 1
    withdraw_callbacks(session, job, now)


def withdraw_callbacks(session: Session, job: Job, now: datetime) -> None:
    """Queues trials again that nobody has accepted and that are not being sent: in a pause no lease should run out."""
    for callback, trial in CallbackRepository(session).uncalled(job, now):
        withdraw_call(callback, trial, now)


def withdraw_call(callback: Callback, trial: Trial, now: datetime) -> None:
    """The attempt does not count: it is called under the same id when it is leased again. now: not before then."""
    trial.state = next_trial_state(trial.state, TrialVerb.RELEASE)
    trial.lease_expires_at = None
    callback.state = CallbackState.GIVEN_UP
    callback.claimed_until = None
    callback.next_try_at = now
