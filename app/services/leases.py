"""Leases: the right of a worker to evaluate a trial for some time. The job is locked first, so that requests do not
conflict."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import Job, Lease, Trial
from app.db.repositories.jobs import JobRepository
from app.db.repositories.trials import TrialRepository
from app.domain.dimension import Option
from app.domain.errors import InvalidInput, JobFinished, SpaceExhausted
from app.domain.job_spec import CALLBACK_WORKER, Evaluation
from app.domain.keys import LEASE_PREFIX
from app.domain.lifecycle import EndReason, JobState, Source
from app.domain.ncode import to_point
from app.services.idempotency import Body, RequestKey, find_response, store_response
from app.services.job_progress import advance
from app.services.spaces import space_of

KEPT_LEASES = 8
"""How many tokens of a trial are kept: more than one, because a late result of an earlier lease is accepted."""


@dataclass(frozen=True, slots=True)
class LeasedTrial:
    id: uuid.UUID
    number: int
    ncode: str
    architecture: dict[str, Option]
    source: Source
    attempt: int
    expires_at: datetime
    token: str


@dataclass(frozen=True, slots=True)
class Leased:
    """The trials that a worker has now, and what it needs to know about their job.

    Args:
        trials: The trials with their tokens.
        job_state: The state of the job.
        metric: The metric to report as the score.
        lease_s: Seconds that a lease lasts without a heartbeat.
        replayed: Whether this is the result of an earlier request with the same key.
    """

    trials: Sequence[LeasedTrial]
    job_state: JobState
    metric: str
    lease_s: int
    replayed: bool = False


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
    """Leases up to `count` trials: those that the worker has already, with a fresh token, then queued ones.

    At most `max_parallel` trials of a job run at the same time. A paused job leases none. If the key was used before,
    the same trials are returned with further tokens.

    Raises JobFinished or SpaceExhausted for a job that has ended, InvalidInput for a reserved name, and what
    find_response and store_response raise.
    """
    stored = None if key is None else find_response(session, project_id, key)
    if stored is not None:
        return _replay(session, project_id, stored, worker, now)
    if worker == CALLBACK_WORKER:
        raise InvalidInput.at("/worker", f"the name {worker!r} is reserved for callbacks", "Choose another name.")
    jobs = JobRepository(session)
    job = jobs.lock_to_lease(project_id, job_id)
    if job.deadline_at is not None and job.deadline_at <= now:
        job = jobs.get(project_id, job_id, lock=True)
        advance(session, job, now)
    _require_open(job)
    trials, lease_s = TrialRepository(session), Evaluation.from_json(job.evaluation).lease_s
    tokens = [_new_token() for _ in range(count)]
    granted = trials.lease(
        job,
        worker=worker,
        count=count,
        fresh=job.state == JobState.RUNNING,
        now=now,
        until=now + timedelta(seconds=lease_s),
        hashes=[token_digest(token) for token in tokens],
    )
    for trial in granted:
        if trial.started_at != now:
            trials.delete_old_leases(trial.id, keep=KEPT_LEASES)
    leased = [_leased(job, trial, token) for trial, token in zip(granted, tokens, strict=False)]
    answer = Leased(leased, job.state, job.metric, lease_s)
    if key is not None and leased:
        store_response(session, project_id, key, _to_json(answer))
    return answer


def may_lease(session: Session, project_id: uuid.UUID, job_id: uuid.UUID, *, worker: str) -> bool:
    """Whether lease_trials would lease something or raise. It takes no lock, so that many workers may wait."""
    job = JobRepository(session).get(project_id, job_id)
    return job.state.ended or TrialRepository(session).may_lease(job, worker)


def reissue_token(
    session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, *, worker: str, attempt: int, now: datetime
) -> str:
    """A further token for a lease of this worker, with the rights of the first. The first is unknown: only hashes
    are stored."""
    trials = TrialRepository(session)
    trial = trials.get(project_id, trial_id, lock=True)
    token = _new_token()
    lease = Lease(token_hash=token_digest(token), project_id=project_id, trial_id=trial.id, worker=worker)
    lease.attempt, lease.issued_at = attempt, now
    trials.add_lease(lease)
    trials.delete_old_leases(trial.id, keep=KEPT_LEASES)
    return token


def token_digest(token: str) -> bytes:
    """The hash of a lease token, which is all that the database stores."""
    return hashlib.sha256(token.encode()).digest()


def _new_token() -> str:
    return f"{LEASE_PREFIX}{secrets.token_urlsafe(24)}"


def _require_open(job: Job) -> None:
    if not job.state.ended:
        return
    if job.end_reason == EndReason.SPACE_EXHAUSTED:
        raise SpaceExhausted("every architecture of the space has been tried", job_state=job.state)
    raise JobFinished(
        f"the job is {job.state} ({job.end_reason}): there is nothing to lease",
        job_state=job.state,
        end_reason=job.end_reason,
    )


def _leased(job: Job, trial: Trial, token: str) -> LeasedTrial:
    space = space_of(job).space
    if trial.lease_expires_at is None:
        raise RuntimeError("a leased trial has no deadline")
    return LeasedTrial(
        id=trial.id,
        number=trial.number,
        ncode=trial.ncode,
        architecture=space.decode(to_point(space, trial.ncode)),
        source=trial.source,
        attempt=trial.attempt,
        expires_at=trial.lease_expires_at,
        token=token,
    )


def _to_json(leased: Leased) -> Body:
    """What is stored of the result: everything except the tokens."""
    trials = [
        {**asdict(trial), "id": str(trial.id), "expires_at": trial.expires_at.isoformat()} for trial in leased.trials
    ]
    for trial in trials:
        del trial["token"]
    return {"trials": trials, "job_state": leased.job_state, "metric": leased.metric, "lease_s": leased.lease_s}


def _replay(session: Session, project_id: uuid.UUID, stored: Body, worker: str, now: datetime) -> Leased:
    def read(trial: Body) -> LeasedTrial:
        trial_id, attempt = uuid.UUID(trial["id"]), trial["attempt"]
        return LeasedTrial(
            id=trial_id,
            number=trial["number"],
            ncode=trial["ncode"],
            architecture=trial["architecture"],
            source=Source(trial["source"]),
            attempt=attempt,
            expires_at=datetime.fromisoformat(trial["expires_at"]),
            token=reissue_token(session, project_id, trial_id, worker=worker, attempt=attempt, now=now),
        )

    trials = [read(trial) for trial in stored["trials"]]
    return Leased(trials, JobState(stored["job_state"]), stored["metric"], stored["lease_s"], replayed=True)
