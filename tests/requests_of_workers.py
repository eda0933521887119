"""The requests of workers, answered in a transaction that a test has begun, at a time that it gives."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from app.services.idempotency import RequestKey
from app.services.trial_protocol.batch import answer_one
from app.services.trial_protocol.requests import (
    Answer,
    Ask,
    Leased,
    Recorded,
    Release,
    Released,
    Renewal,
    Renewed,
    Report,
    Tell,
    TrialRequest,
)


def _answer(session: Session, project_id: uuid.UUID, request: TrialRequest, now: datetime) -> Answer:
    answered = answer_one(session, project_id, request, now)
    for row in list(session):
        session.refresh(row)  # tests read them after the transaction
    return answered


def lease_trials(
    session: Session,
    project_id: uuid.UUID,
    job_id: uuid.UUID,
    *,
    worker: str,
    count: int,
    now: datetime,
    key: RequestKey | None = None,
) -> Leased:
    leased = _answer(session, project_id, Ask(job_id, worker, count, key), now)
    assert isinstance(leased, Leased)
    return leased


def report_result(
    session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, *, token: str, report: Report, now: datetime
) -> Recorded:
    recorded = _answer(session, project_id, Tell(trial_id, token, report), now)
    assert isinstance(recorded, Recorded)
    return recorded


def heartbeat(session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, *, token: str, now: datetime) -> Renewed:
    renewed = _answer(session, project_id, Renewal(trial_id, token), now)
    assert isinstance(renewed, Renewed)
    return renewed


def release_trial(
    session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, *, token: str, now: datetime
) -> Released:
    released = _answer(session, project_id, Release(trial_id, token), now)
    assert isinstance(released, Released)
    return released
