"""Periodic work: expires leases, ends overdue jobs, deletes old rows; and encrypts secrets again with a new key."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import Callback, Trial
from app.db.repositories.callbacks import CallbackRepository
from app.db.repositories.idempotency import IdempotencyRepository
from app.db.repositories.jobs import JobRepository
from app.db.repositories.keys import BrowserSessionRepository
from app.db.repositories.operations import OperationsRepository, WorkerRepository
from app.db.repositories.quotas import QuotaRepository
from app.db.repositories.rankings import RankingRepository
from app.db.repositories.trials import TrialRepository
from app.db.repositories.webhooks import WebhookRepository
from app.db.session import Found
from app.domain.job_spec import CALLBACK_WORKER, Evaluation
from app.domain.lifecycle import CallbackState, TrialState, TrialVerb, next_trial_state
from app.integrations.encryption import DecryptionError, Encryptor
from app.services.callbacks import settings
from app.services.job_progress import advance, wake_callbacks
from app.services.trial_protocol.batch import end_trial
from app.services.trial_protocol.results import Outcome
from app.services.webhooks import endpoints, events

BATCH = 200
"""Rows of each kind in one transaction; the next sweep continues."""
KEEP_RESPONSES = timedelta(hours=48)
KEEP_RANKINGS = timedelta(hours=1)
KEEP_RANKING_USE = timedelta(hours=2)
KEEP_EXPIRIES = timedelta(hours=25)
KEEP_WORKERS = timedelta(days=1)


def expired_leases(session: Session, now: datetime) -> Sequence[Found]:
    """Project and id of trials whose lease has expired."""
    return TrialRepository(session).expired(now, BATCH)


def expire_lease(session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, now: datetime) -> None:
    """Queues the trial again, or fails it after its last attempt. Does nothing if a heartbeat or a result came
    first."""
    trials = TrialRepository(session)
    job = JobRepository(session).lock(trials.get(project_id, trial_id).job_id)
    trial = trials.get(project_id, trial_id, lock=True)
    if trial.state != TrialState.RUNNING or trial.lease_expires_at is None or trial.lease_expires_at > now:
        return
    expired = trial.attempt
    allowed = Evaluation.from_json(job.evaluation).max_attempts
    failure = _end_callback(session, trial) if job.uses_callbacks and trial.worker == CALLBACK_WORKER else ""
    if trial.attempt < allowed:
        trial.state = next_trial_state(TrialState.RUNNING, TrialVerb.EXPIRE)
        trial.attempt += 1
        trial.lease_expires_at = None
        job.revision += 1
        wake_callbacks(session, job)
        session.flush()
    else:
        error = f"the lease expired on attempt {trial.attempt} of {allowed} (worker {trial.worker!r}{failure})"
        end_trial(session, project_id, trial_id, Outcome(TrialVerb.FAIL, error=error), now)
    events.lease_expired(session, job, trial, attempt=expired, now=now)
    OperationsRepository(session).add_expiry(project_id, now.replace(second=0, microsecond=0))


def _end_callback(session: Session, trial: Trial) -> str:
    """Ends the callback, and returns its last error for the trial's error text."""
    calls = CallbackRepository(session)
    callback = calls.get(trial.id, trial.attempt)
    calls.close(Callback.trial_id == trial.id, state=CallbackState.GIVEN_UP)
    return f"; its last callback: {callback.last_error}" if callback is not None and callback.last_error else ""


def jobs_past_deadline(session: Session, now: datetime) -> Sequence[Found]:
    """Project and id of open jobs whose deadline has passed."""
    return JobRepository(session).past_deadline(now, BATCH)


def end_overdue_job(session: Session, job_id: uuid.UUID, now: datetime) -> None:
    advance(session, JobRepository(session).lock(job_id), now)


def delete_old_rows(session: Session, now: datetime) -> None:
    IdempotencyRepository(session).delete_before(now - KEEP_RESPONSES, BATCH)
    RankingRepository(session).delete_before(now - KEEP_RANKINGS, BATCH)
    QuotaRepository(session).delete_ranking_use(now - KEEP_RANKING_USE, BATCH)
    BrowserSessionRepository(session).delete_expired(now, BATCH)
    OperationsRepository(session).delete_expiries(now - KEEP_EXPIRIES, BATCH)
    WorkerRepository(session).delete_unseen(now - KEEP_WORKERS)


@dataclass(frozen=True, slots=True)
class Reencrypted:
    """One step of the new encryption.

    Args:
        last: The id after which the next step begins; None at the end.
        count: How many rows were changed.
        lost: Rows that cannot be decrypted, because their key is missing.
    """

    last: uuid.UUID | None
    count: int
    lost: tuple[str, ...]


Step = Callable[[Session, Encryptor, uuid.UUID | None], Reencrypted]


def reencrypt_webhooks(session: Session, encryptor: Encryptor, after: uuid.UUID | None) -> Reencrypted:
    """Encrypts the next BATCH webhook secrets again, by id. The session must see all projects."""
    rows = WebhookRepository(session).secrets_after(after, BATCH)
    count, lost = 0, []
    for row in rows:
        try:
            encrypted = encryptor.reencrypt(row.encrypted, associated_data=endpoints.associated_data_of(row.id))
        except DecryptionError:
            lost.append(f"secret of webhook {row.endpoint_id}")
            continue
        count += encrypted != row.encrypted
        row.encrypted = encrypted
    return Reencrypted(_last(row.id for row in rows), count, tuple(lost))


def reencrypt_callbacks(session: Session, encryptor: Encryptor, after: uuid.UUID | None) -> Reencrypted:
    """Encrypts the secrets of the next BATCH jobs with callbacks again, by id. The session must see all projects."""
    jobs = JobRepository(session).with_callbacks_after(after, BATCH)
    count, lost = 0, []
    for job in jobs:
        place = settings.associated_data_of(job.id)
        old = job.callback_secrets or []
        try:
            new = [
                {**entry, "encrypted": encryptor.reencrypt(entry["encrypted"], associated_data=place)} for entry in old
            ]
        except DecryptionError:
            lost.append(f"secret of job {job.id}")
            continue
        if new != old:
            count += 1
            job.callback_secrets = new
    return Reencrypted(_last(job.id for job in jobs), count, tuple(lost))


STEPS: tuple[Step, ...] = (reencrypt_webhooks, reencrypt_callbacks)


def _last(ids: Iterable[uuid.UUID]) -> uuid.UUID | None:
    found = list(ids)
    return found[-1] if len(found) == BATCH else None
