"""Where the evaluator of a job is called, and with which secrets the calls are signed."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy.orm import Session

from app.db.models import Job
from app.db.repositories.callbacks import CallbackRepository
from app.db.repositories.jobs import JobRepository
from app.domain.errors import IllegalTransition, InvalidInput, JobFinished
from app.domain.job_spec import Evaluation
from app.domain.limits import MAX_LIVE_SECRETS
from app.integrations.encryption import NoSecretKeys, Sealer, Unsealable
from app.integrations.outbound_http import Policy, Refused, check_url, outbound_policy
from app.queue import CALL_DUE, ring
from app.settings import Settings


def require_callable(url: str, policy: Policy, pointer: str) -> None:
    """Looks the name up, so it may take seconds: not in a transaction. Raises InvalidInput."""
    try:
        check_url(url, policy)
    except Refused as error:
        hint = "Give an address that this service may call; its operator can open others."
        raise InvalidInput.at(pointer, str(error), hint) from error


SECRETS_OVERLAP = timedelta(hours=24)
"""How long calls are still signed with the old secret, beside a new one."""
_PULL = "Ask the operator, or choose the mode pull."

Seal = Callable[[uuid.UUID], list[dict[str, Any]]]
"""The sealed secrets of the job with this id."""


@dataclass(frozen=True, slots=True)
class Caller:
    """What this process needs for calls. What is missing is told when it is asked for."""

    public_url: str | None
    sealer: Sealer | None
    policy: Policy

    @classmethod
    def of(cls, settings: Settings) -> Self:
        try:
            sealer = Sealer.of(settings)
        except NoSecretKeys:
            sealer = None
        return cls(settings.public_url, sealer, outbound_policy(settings))

    def require_public_url(self) -> str:
        """Raises ValueError."""
        if self.public_url is None:
            msg = "evaluators are told where to report, and LMSEARCHER_PUBLIC_URL, this service's address, is not set"
            raise ValueError(msg)
        return self.public_url

    def require_sealer(self) -> Sealer:
        """Raises ValueError."""
        if self.sealer is None:
            msg = "the secrets of evaluators are kept encrypted, and LMSEARCHER_SECRET_KEYS is not set"
            raise ValueError(msg)
        return self.sealer


def check_evaluation(caller: Caller, evaluation: Evaluation) -> None:
    """Whether a new job's evaluator can be called; outside a transaction. Raises InvalidInput."""
    try:
        caller.require_public_url()
        caller.require_sealer()
    except ValueError as error:
        raise InvalidInput.at("/evaluation/mode", str(error), _PULL) from error
    if (evaluation.timeout_s or 0) > evaluation.lease_s:
        raise InvalidInput.at(
            "/evaluation/timeout_s",
            "a call must end before the lease does",
            f"Give at most lease_s, {evaluation.lease_s} here, or a longer lease.",
        )
    require_callable(evaluation.url or "", caller.policy, "/evaluation/url")


def first_secret(caller: Caller, secret: str) -> Seal:
    """For `create_job`."""
    return lambda job_id: [_sealed(caller.require_sealer(), job_id, secret)]


def live_secrets(job: Job, sealer: Sealer, now: datetime) -> list[str]:
    """Those that sign a call now, the newest first. Raises Unsealable."""
    return [sealer.open(entry["sealed"], place=place_of(job.id)) for entry in _live(job, now)]


def change_access(
    session: Session,
    caller: Caller,
    project_id: uuid.UUID,
    job_id: uuid.UUID,
    *,
    url: str | None,
    secret: str | None,
    now: datetime,
) -> Job:
    """A new address, to be checked before, or a new secret; the old ones stay live for a while.

    Calls that wait for their next try are made at once. Raises NotFound, IllegalTransition, JobFinished, InvalidInput.
    """
    job = JobRepository(session).get(project_id, job_id, lock=True)
    if not job.is_called_back:
        raise IllegalTransition("the trials of this job are not sent to anybody: create it with the mode callback")
    if job.state.ended:
        raise JobFinished(f"the job is {job.state}: nobody is called any more", job_state=job.state)
    if secret is not None:
        try:
            sealer = caller.require_sealer()
        except ValueError as error:
            raise InvalidInput.at("/secret", str(error), "Ask the operator.") from error
        _add_secret(job, sealer, secret, now)
    if url is not None:
        job.evaluation = {**job.evaluation, "url": url}
        job.calls_held_until = None
    CallbackRepository(session).hurry(job, now)
    job.revision += 1
    ring(session, CALL_DUE)
    return job


def _add_secret(job: Job, sealer: Sealer, secret: str, now: datetime) -> None:
    """A secret that is live already becomes the newest again."""
    ends = now + SECRETS_OVERLAP
    old = [
        {"sealed": entry["sealed"], "expires_at": entry["expires_at"] or ends.isoformat()}
        for entry in _live(job, now)
        if not _holds(sealer, job, entry, secret)
    ]
    if len(old) >= MAX_LIVE_SECRETS:
        raise InvalidInput.at(
            "/secret",
            f"{MAX_LIVE_SECRETS} secrets of this job are live already",
            f"Wait: one ends {SECRETS_OVERLAP.total_seconds() / 3600:g} hours after the next was added.",
        )
    job.callback_secrets = [_sealed(sealer, job.id, secret), *old]


def _live(job: Job, now: datetime) -> list[dict[str, Any]]:
    entries = job.callback_secrets or []
    return [e for e in entries if e["expires_at"] is None or datetime.fromisoformat(e["expires_at"]) > now]


def _holds(sealer: Sealer, job: Job, entry: dict[str, Any], secret: str) -> bool:
    """Whether the entry is this secret, or one that cannot be opened any more."""
    try:
        return sealer.open(entry["sealed"], place=place_of(job.id)) == secret
    except Unsealable:
        return True


def _sealed(sealer: Sealer, job_id: uuid.UUID, secret: str) -> dict[str, Any]:
    return {"sealed": sealer.seal(secret, place=place_of(job_id)), "expires_at": None}


def place_of(job_id: uuid.UUID) -> str:
    """Where the secrets of a job are sealed for."""
    return f"job/{job_id}/callback_secrets"
