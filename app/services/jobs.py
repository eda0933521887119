"""Creating, reading and steering jobs."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.clock import database_now
from app.db.models import Job, Round, Trial
from app.db.repositories.callbacks import CallbackCounts
from app.db.repositories.jobs import BestScoreCurve, BestScoreCurveRepository, JobFilter, JobRepository
from app.db.repositories.pages import Page
from app.db.repositories.rounds import RoundRepository
from app.domain.errors import pointing_into
from app.domain.job_spec import JobSpec
from app.domain.lifecycle import EndReason, JobState, JobVerb, RoundState, Source, TrialState, next_job_state
from app.domain.ncode import format_ncode
from app.domain.pool import draw_uniform, pool_rng
from app.domain.quotas import NO_LIMITS, Quotas
from app.queue import RANK_DUE, enqueue_after_commit
from app.services.access import audit
from app.services.access.principal import Principal
from app.services.access.quotas import require_room
from app.services.callbacks.settings import EncryptSecrets
from app.services.callbacks.status import describe_callbacks, withdraw_callbacks
from app.services.job_progress import advance, end_job, wake_callbacks
from app.services.rounds.rounds import queue_chosen_trials
from app.services.spaces import compile_space, space_digest
from app.services.webhooks import events


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job with what a reader wants to know about it. counts: trials by state. calls: if its evaluator is called."""

    job: Job
    counts: Mapping[TrialState, int]
    best: Trial | None
    calls: CallbackCounts | None


def create_job(
    session: Session,
    project_id: uuid.UUID,
    spec: JobSpec,
    now: datetime,
    *,
    encrypt_secrets: EncryptSecrets | None = None,
    quotas: Quotas = NO_LIMITS,
) -> Job:
    """Stores the job with its warm-up round. encrypt_secrets: the secrets of a job whose evaluator is called.

    quotas: of projects that have none of their own. Raises InvalidSpace, QuotaExceeded.
    """
    with pointing_into("/space"):
        counter = compile_space(spec.space)
    budget = spec.budget
    job_id = uuid.uuid4()
    job = Job(
        id=job_id,
        project_id=project_id,
        name=spec.name,
        state=JobState.RUNNING,
        space=dict(spec.space),
        space_digest=space_digest(spec.space),
        space_size=str(counter.size),
        metric=spec.objective.metric,
        goal=spec.objective.goal,
        max_trials=budget.max_trials,
        max_parallel=budget.max_parallel,
        max_failures=budget.max_failures,
        deadline_s=budget.deadline_s,
        deadline_at=None if budget.deadline_s is None else now + timedelta(seconds=budget.deadline_s),
        strategy=spec.strategy.to_json(),
        evaluation=spec.evaluation.to_json(),
        callback_secrets=None if encrypt_secrets is None else encrypt_secrets(job_id),
        seed=spec.seed,
        tags=dict(spec.tags),
        created_at=now,
    )
    JobRepository(session).add(job)
    _warm_up(session, job, spec, now)
    require_room(session, project_id, quotas)
    events.job_started(session, job, now)
    return job


def _warm_up(session: Session, job: Job, spec: JobSpec, now: datetime) -> None:
    """Round 1: random trials. At least `max_parallel`, since nothing is known that could rank more."""
    counter = compile_space(spec.space)
    count = max(spec.strategy.warmup, job.max_parallel, 1)
    points = draw_uniform(
        counter,
        size=min(count, job.max_trials),
        seen=(),
        seen_count=0,
        rng=pool_rng(job.seed, 1),
    )
    codes = [format_ncode(counter.space, point) for point in points]
    job.rounds_planned = 1
    round_ = Round(
        project_id=job.project_id,
        job_id=job.id,
        number=1,
        state=RoundState.RANKED,
        source=Source.WARMUP,
        requested_ranker=spec.strategy.ranker,
        observation_window=0,
        trials_before=0,
        history_size=0,
        pool_codes=codes,
        chosen=list(range(len(codes))),
        planned_at=now,
        ranked_at=now,
    )
    RoundRepository(session).add(round_)
    queue_chosen_trials(session, job, round_, now)


def get_job(session: Session, project_id: uuid.UUID, job_id: uuid.UUID) -> Job:
    """Raises NotFound."""
    return JobRepository(session).get(project_id, job_id)


def describe_jobs(session: Session, jobs: Sequence[Job]) -> list[JobStatus]:
    """The status of each job, in three queries, or four, however many jobs there are."""
    repository = JobRepository(session)
    counts = repository.trial_counts([job.id for job in jobs])
    best = repository.best_trials(jobs)
    calls = describe_callbacks(session, jobs)
    return [JobStatus(job, counts[job.id], best.get(job.id), calls.get(job.id)) for job in jobs]


def changed_jobs(session: Session, project_id: uuid.UUID, known: Mapping[uuid.UUID, int]) -> list[JobStatus]:
    """The status of those of these jobs whose revision is not the known one. One query if there are none."""
    repository = JobRepository(session)
    revisions = repository.revisions(project_id, list(known))
    changed = [job_id for job_id, revision in revisions.items() if revision != known[job_id]]
    return describe_jobs(session, repository.these(project_id, changed)) if changed else []


def list_jobs(
    session: Session, project_id: uuid.UUID, filters: JobFilter, *, limit: int, after: str | None
) -> Page[JobStatus]:
    """Newest first."""
    page = JobRepository(session).page(project_id, filters, limit=limit, after=after)
    return Page(describe_jobs(session, page.items), page.next)


def pause_job(session: Session, project_id: uuid.UUID, job_id: uuid.UUID, now: datetime) -> Job:
    """No more leases and rounds; running trials finish. Raises JobFinished."""
    return _move(session, project_id, job_id, JobVerb.PAUSE, now)


def resume_job(session: Session, project_id: uuid.UUID, job_id: uuid.UUID, now: datetime) -> Job:
    """Raises JobFinished."""
    job = _move(session, project_id, job_id, JobVerb.RESUME, now)
    if (planned := RoundRepository(session).planned(job.id)) is not None:
        planned.planned_at = now  # the time in the pause does not make it a stalled round
        enqueue_after_commit(session, RANK_DUE)
    return job


def cancel_job(session: Session, project_id: uuid.UUID, job_id: uuid.UUID, now: datetime) -> Job:
    """Ends the job and its open trials; cancelling twice is no error. Raises JobFinished."""
    job = JobRepository(session).get(project_id, job_id, lock=True)
    if job.state != JobState.CANCELLED:
        end_job(session, job, JobVerb.CANCEL, EndReason.CANCELLED, now)
    return job


def _move(session: Session, project_id: uuid.UUID, job_id: uuid.UUID, verb: JobVerb, now: datetime) -> Job:
    job = JobRepository(session).get(project_id, job_id, lock=True)
    state = next_job_state(job.state, verb)
    if state != job.state:
        job.state = state
        job.pause_reason = None
        job.revision += 1
        if state is JobState.PAUSED and job.uses_callbacks:
            withdraw_callbacks(session, job, now)
        wake_callbacks(session, job)
        advance(session, job, now)
    return job


_JobAction = Callable[[Session, uuid.UUID, uuid.UUID, datetime], Job]
JOB_ACTIONS: dict[str, tuple[_JobAction, str]] = {
    "pause": (pause_job, "job.paused"),
    "resume": (resume_job, "job.resumed"),
    "cancel": (cancel_job, "job.cancelled"),
}
"""By name: what it does, and what the audit log calls it."""


def apply_job_action(session: Session, principal: Principal, job_id: uuid.UUID, verb: str) -> Job:
    """verb: of JOB_ACTIONS. Raises NotFound, JobFinished."""
    act, action = JOB_ACTIONS[verb]
    job = act(session, principal.project_id, job_id, database_now(session))
    audit.record(session, principal, action, ("job", str(job_id)))
    return job


POINTS = 40
"""Of a sparkline."""
LATELY = 20
"""Results from which the present speed is taken."""


@dataclass(frozen=True, slots=True)
class JobSummary:
    """curve: the best score so far, at POINTS places at most. trials_per_hour, seconds_left: of a running job that has
    results; the second until its budget is used, or until its deadline if that comes first."""

    job: Job
    curve: Sequence[float]
    trials_per_hour: float | None
    seconds_left: float | None


def list_lines(
    session: Session, project_id: uuid.UUID, filters: JobFilter, *, limit: int, after: str | None, now: datetime
) -> Page[JobSummary]:
    """Newest first, in two queries."""
    page = JobRepository(session).page(project_id, filters, limit=limit, after=after)
    curves = BestScoreCurveRepository(session).of_jobs([job.id for job in page.items], points=POINTS, lately=LATELY)
    return Page([_line(job, curves[job.id], now) for job in page.items], page.next)


def describe_line(session: Session, job: Job, now: datetime) -> JobSummary:
    """Of one job."""
    curves = BestScoreCurveRepository(session).of_jobs([job.id], points=POINTS, lately=LATELY)
    return _line(job, curves[job.id], now)


def _line(job: Job, curve: BestScoreCurve, now: datetime) -> JobSummary:
    speed = _speed(job, curve, now) if job.state == JobState.RUNNING else None
    left = None if speed is None else (job.max_trials - job.observed) / speed
    if left is not None and job.deadline_at is not None:
        left = min(left, max(0.0, (job.deadline_at - now).total_seconds()))
    return JobSummary(job, curve.best, None if speed is None else speed * 3_600, left)


def _speed(job: Job, curve: BestScoreCurve, now: datetime) -> float | None:
    """Results a second, of the latest ones until now: it falls while none comes."""
    count, since = (
        (job.observed, job.created_at) if curve.window_started_at is None else (LATELY, curve.window_started_at)
    )
    seconds = (now - since).total_seconds()
    return count / seconds if count and seconds > 0 else None
