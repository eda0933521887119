"""Chooses and prepares the next callback, of a queued trial or of one to be sent again. It locks the job."""

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import Callback, Job, Trial
from app.db.repositories.callbacks import CallbackRepository
from app.db.repositories.jobs import JobRepository
from app.db.session import Found
from app.domain.job_spec import CALLBACK_WORKER, Evaluation
from app.domain.lifecycle import CallbackState, JobState, TrialVerb, next_trial_state
from app.domain.ncode import to_point
from app.domain.text import rfc3339
from app.integrations.encryption import DecryptionError
from app.integrations.signing import sign
from app.services.callbacks.settings import CallbackConfig, live_secrets
from app.services.callbacks.status import pause_uncallable
from app.services.spaces import space_of
from app.services.trial_protocol.tokens import reissue_token


def message_id(trial: Trial) -> str:
    """The id of the message. It is the same for all tries of an attempt, so that the evaluator recognises repeated
    ones."""
    return f"msg_{trial.id.hex}_{trial.attempt}"


def evaluation_message(job: Job, trial: Trial, *, token: str, lease_s: int, public_url: str, now: datetime) -> bytes:
    """The body of the message as it is signed and sent. The trial must be leased.

    Args:
        job: The job of the trial.
        trial: The trial to evaluate.
        token: The lease token with which the evaluator reports.
        lease_s: Seconds that the lease lasts without a heartbeat.
        public_url: The address of this service.
        now: The time of the message.
    """
    space = space_of(job).space
    trial_url = f"{public_url}/v1/trials/{trial.id}"
    message = {
        "type": "trial.evaluate",
        "timestamp": rfc3339(now),
        "data": {
            "job": {"id": str(job.id), "name": job.name},
            "objective": {"metric": job.metric, "goal": job.goal},
            "trial": {
                "id": str(trial.id),
                "number": trial.number,
                "ncode": trial.ncode,
                "architecture": space.decode(to_point(space, trial.ncode)),
                "source": trial.source,
                "attempt": trial.attempt,
            },
            "lease": {"token": token, "expires_at": rfc3339(trial.lease_expires_at or now), "lease_s": lease_s},
            "urls": {verb: f"{trial_url}/{verb}" for verb in ("result", "heartbeat", "release")},
        },
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


CLAIM_MARGIN_S = 15
"""If the outcome of a request is not recorded this many seconds after its timeout, the callback is sent again."""


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """One try, ready to be sent without a database session. `url` is the address at the time of the claim."""

    project_id: uuid.UUID
    job_id: uuid.UUID
    trial_id: uuid.UUID
    attempt: int
    tries: int
    url: str
    timeout_s: float
    token: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


def next_due_callback(
    session: Session,
    now: datetime,
    *,
    without_projects: Collection[uuid.UUID] = (),
    without_jobs: Collection[uuid.UUID] = (),
) -> Found | None:
    """The project and the job of a callback to send now. They are not locked; `claim_callback` checks them again."""
    return CallbackRepository(session).next_due_callback(
        now, without_projects=without_projects, without_jobs=without_jobs
    )


def claim_callback(
    session: Session, callback_config: CallbackConfig, project_id: uuid.UUID, job_id: uuid.UUID, now: datetime
) -> CallbackRequest | None:
    """The job's next try, reserved for this caller until it should have ended. None if there is nothing to send now.

    A trial that is sent for the first time is leased in the same transaction. At most `max_concurrency` sent trials
    run, and at most `max_parallel` trials altogether. A job that cannot be called is paused, with the reason.
    """
    job = JobRepository(session).get(project_id, job_id, lock=True)
    held = job.callbacks_paused_until is not None and job.callbacks_paused_until > now
    if job.state != JobState.RUNNING or not job.uses_callbacks or held:
        return None
    calls = CallbackRepository(session)
    callback, trial = calls.due(job, now) or (None, calls.ready(job, now))
    if trial is None:
        return None
    try:
        public_url, secrets = (
            callback_config.require_public_url(),
            live_secrets(job, callback_config.require_encryptor(), now),
        )
    except (DecryptionError, ValueError) as error:
        pause_uncallable(session, job, str(error), now)
        return None
    evaluation = Evaluation.from_json(job.evaluation)
    if callback is None:
        callback = _lease(session, job, trial, evaluation, now)
    left_s = ((trial.lease_expires_at or now) - now).total_seconds()
    timeout_s = max(1.0, min(float(evaluation.timeout_s or 1), left_s))
    callback.tries += 1
    callback.claimed_until = now + timedelta(seconds=timeout_s + CLAIM_MARGIN_S)
    token = reissue_token(session, project_id, trial.id, worker=CALLBACK_WORKER, attempt=trial.attempt, now=now)
    body = evaluation_message(job, trial, token=token, lease_s=evaluation.lease_s, public_url=public_url, now=now)
    headers = sign(secrets, message_id=message_id(trial), timestamp=now, body=body)
    return CallbackRequest(
        project_id=project_id,
        job_id=job_id,
        trial_id=trial.id,
        attempt=trial.attempt,
        tries=callback.tries,
        url=evaluation.url or "",
        timeout_s=timeout_s,
        token=token,
        body=body,
        headers={"content-type": "application/json", **headers},
    )


def _lease(session: Session, job: Job, trial: Trial, evaluation: Evaluation, now: datetime) -> Callback:
    trial.state = next_trial_state(trial.state, TrialVerb.LEASE)
    trial.worker = CALLBACK_WORKER
    trial.lease_expires_at = now + timedelta(seconds=evaluation.lease_s)
    trial.started_at = trial.started_at or now
    job.revision += 1
    calls = CallbackRepository(session)
    callback = calls.get(trial.id, trial.attempt)
    if callback is None:
        callback = Callback(trial_id=trial.id, attempt=trial.attempt, project_id=job.project_id, job_id=job.id)
        callback.tries, callback.created_at = 0, now
        calls.add(callback)
    callback.state = CallbackState.PENDING
    callback.next_try_at = now
    session.flush()
    return callback
