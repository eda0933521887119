"""The address of a job's evaluator, and the secrets that sign the callbacks."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy.orm import Session

from app.db.models import Job
from app.db.repositories.callbacks import CallbackRepository
from app.db.repositories.jobs import JobRepository
from app.domain.errors import IllegalTransition, InvalidInput, JobFinished, LookupFailed
from app.domain.job_spec import Evaluation
from app.domain.limits import MAX_LIVE_SECRETS
from app.integrations.encryption import DecryptionError, Encryptor, NoSecretKeys
from app.integrations.outbound_http import NotLookedUp, Policy, Refused, check_url, outbound_policy
from app.queue import CALL_DUE, enqueue_after_commit
from app.services.access import audit
from app.services.access.principal import Principal
from app.settings import Settings


def require_callable(url: str, policy: Policy, pointer: str) -> None:
    """Raises InvalidInput if the address may not be called, and LookupFailed if that was not found out.

    It looks up the name, which may take seconds, so do not call it in a transaction.
    """
    try:
        check_url(url, policy)
    except NotLookedUp as error:
        raise LookupFailed(f"{error}; repeat the request later") from error
    except Refused as error:
        hint = "Give an address that this service may call; its operator can open others."
        raise InvalidInput.at(pointer, str(error), hint) from error


SECRETS_OVERLAP = timedelta(hours=24)
"""How long messages are still signed with the old secret as well as the new one."""
_PULL = "Ask the operator, or choose the mode pull."

EncryptSecrets = Callable[[uuid.UUID], list[dict[str, Any]]]
"""Gives the encrypted secrets of the job with this id."""


@dataclass(frozen=True, slots=True)
class CallbackConfig:
    """What this process needs to send callbacks. The methods raise an error for a missing part."""

    public_url: str | None
    encryptor: Encryptor | None
    policy: Policy

    @classmethod
    def of(cls, settings: Settings) -> Self:
        try:
            encryptor = Encryptor.of(settings)
        except NoSecretKeys:
            encryptor = None
        return cls(settings.public_url, encryptor, outbound_policy(settings))

    def require_public_url(self) -> str:
        """The address of this service. Raises ValueError if it is not configured."""
        if self.public_url is None:
            msg = "a callback says where to report, and LMSEARCHER_PUBLIC_URL, this service's address, is not set"
            raise ValueError(msg)
        return self.public_url

    def require_encryptor(self) -> Encryptor:
        """The encryptor. Raises ValueError if there are no secret keys."""
        if self.encryptor is None:
            msg = "callback secrets are stored encrypted, and LMSEARCHER_SECRET_KEYS is not set"
            raise ValueError(msg)
        return self.encryptor


def check_evaluation(callback_config: CallbackConfig, evaluation: Evaluation) -> None:
    """Checks that the evaluator of a new job can be called; not in a transaction. Raises InvalidInput."""
    try:
        callback_config.require_public_url()
        callback_config.require_encryptor()
    except ValueError as error:
        raise InvalidInput.at("/evaluation/mode", str(error), _PULL) from error
    if (evaluation.timeout_s or 0) > evaluation.lease_s:
        raise InvalidInput.at(
            "/evaluation/timeout_s",
            "a callback must end before the lease does",
            f"Give at most lease_s, {evaluation.lease_s} here, or a longer lease.",
        )
    require_callable(evaluation.url or "", callback_config.policy, "/evaluation/url")


def first_secret(callback_config: CallbackConfig, secret: str) -> EncryptSecrets:
    """The first secret of a new job, as `create_job` needs it."""
    return lambda job_id: [_encrypted(callback_config.require_encryptor(), job_id, secret)]


def live_secrets(job: Job, encryptor: Encryptor, now: datetime) -> list[str]:
    """The secrets that sign a message now, the newest first. Raises DecryptionError."""
    return [
        encryptor.decrypt(entry["encrypted"], associated_data=associated_data_of(job.id)) for entry in _live(job, now)
    ]


def change_access(
    session: Session,
    callback_config: CallbackConfig,
    principal: Principal,
    job_id: uuid.UUID,
    *,
    url: str | None,
    secret: str | None,
    now: datetime,
) -> Job:
    """Changes the address of the evaluator, or adds a secret. Older secrets stay valid for a while.

    Callbacks that wait for their next try are sent at once. Raises NotFound, IllegalTransition, JobFinished and
    InvalidInput.

    Args:
        session: The transaction.
        callback_config: What this process needs to send callbacks.
        principal: The caller.
        job_id: The job.
        url: The new address, already checked; None keeps the old one.
        secret: The new secret; None adds none.
        now: The present time.
    """
    job = JobRepository(session).get(principal.project_id, job_id, lock=True)
    if not job.uses_callbacks:
        raise IllegalTransition("this job has no callbacks: create it with the mode `callback`")
    if job.state.ended:
        raise JobFinished(f"the job is {job.state}: no callbacks are sent any more", job_state=job.state)
    if secret is not None:
        try:
            encryptor = callback_config.require_encryptor()
        except ValueError as error:
            raise InvalidInput.at("/secret", str(error), "Ask the operator.") from error
        _add_secret(job, encryptor, secret, now)
    if url is not None:
        job.evaluation = {**job.evaluation, "url": url}
        job.callbacks_paused_until = None
    CallbackRepository(session).retry_now(job, now)
    job.revision += 1
    enqueue_after_commit(session, CALL_DUE)
    changed = {"url": url is not None, "secret": secret is not None}
    audit.record(session, principal, "job.callback_changed", ("job", str(job_id)), changed)
    return job


def _add_secret(job: Job, encryptor: Encryptor, secret: str, now: datetime) -> None:
    """Makes this the newest secret, also if it is one of the valid ones already."""
    ends = now + SECRETS_OVERLAP
    old = [
        {"encrypted": entry["encrypted"], "expires_at": entry["expires_at"] or ends.isoformat()}
        for entry in _live(job, now)
        if not _holds(encryptor, job, entry, secret)
    ]
    if len(old) >= MAX_LIVE_SECRETS:
        raise InvalidInput.at(
            "/secret",
            f"{MAX_LIVE_SECRETS} secrets of this job are live already",
            f"Wait: one ends {SECRETS_OVERLAP.total_seconds() / 3600:g} hours after the next was added.",
        )
    job.callback_secrets = [_encrypted(encryptor, job.id, secret), *old]


def _live(job: Job, now: datetime) -> list[dict[str, Any]]:
    entries = job.callback_secrets or []
    return [e for e in entries if e["expires_at"] is None or datetime.fromisoformat(e["expires_at"]) > now]


def _holds(encryptor: Encryptor, job: Job, entry: dict[str, Any], secret: str) -> bool:
    """Whether the entry is this secret, or one that can no longer be decrypted."""
    try:
        return encryptor.decrypt(entry["encrypted"], associated_data=associated_data_of(job.id)) == secret
    except DecryptionError:
        return True


def _encrypted(encryptor: Encryptor, job_id: uuid.UUID, secret: str) -> dict[str, Any]:
    return {"encrypted": encryptor.encrypt(secret, associated_data=associated_data_of(job_id)), "expires_at": None}


def associated_data_of(job_id: uuid.UUID) -> str:
    """What the secrets of a job are encrypted for."""
    return f"job/{job_id}/callback_secrets"
