"""Reads jobs, and pauses, resumes and cancels them."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.db.models import Job, Trial
from app.db.repositories.callbacks import CallbackCounts
from app.db.repositories.jobs import BestScoreCurve, BestScoreCurveRepository, JobRepository
from app.db.repositories.pages import Page
from app.db.repositories.rounds import RoundRepository
from app.domain.filters import JobFilter
from app.domain.lifecycle import EndReason, JobState, JobVerb, TrialState, next_job_state
from app.queue import RANK_DUE, enqueue_after_commit
from app.services.access import audit
from app.services.access.principal import Principal
from app.services.callbacks.status import describe_callbacks, withdraw_callbacks
from app.services.job_progress import advance, end_job, wake_callbacks


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job with its progress.

    Args:
        job: The job.
        counts: The number of trials in each state.
        best: The best trial so far.
        callbacks: The counts of its callbacks; None for a job without callbacks.
    """

    job: Job
    counts: Mapping[TrialState, int]
    best: Trial | None
    callbacks: CallbackCounts | None


def get_job(session: Session, project_id: uuid.UUID, job_id: uuid.UUID) -> Job:
    """The project's job. Raises NotFound."""
    return JobRepository(session).get(project_id, job_id)


def describe_jobs(session: Session, jobs: Sequence[Job]) -> list[JobStatus]:
    """The status of each job, in three or four queries, however many jobs there are."""
    repository = JobRepository(session)
    counts = repository.trial_counts([job.id for job in jobs])
    best = repository.best_trials(jobs)
    callbacks = describe_callbacks(session, jobs)
    return [JobStatus(job, counts[job.id], best.get(job.id), callbacks.get(job.id)) for job in jobs]


def describe_job(session: Session, job: Job) -> JobStatus:
    return describe_jobs(session, [job])[0]


def changed_jobs(session: Session, project_id: uuid.UUID, known: Mapping[uuid.UUID, int]) -> list[JobStatus]:
    """The status of the jobs whose revision differs from the known one. It takes one query if there are none."""
    repository = JobRepository(session)
    revisions = repository.revisions(project_id, list(known))
    changed = [job_id for job_id, revision in revisions.items() if revision != known[job_id]]
    return describe_jobs(session, repository.with_ids(project_id, changed)) if changed else []


def list_jobs(
    session: Session, project_id: uuid.UUID, filters: JobFilter, *, limit: int, after: str | None
) -> Page[JobStatus]:
    """The project's jobs that match the filters, newest first."""
    page = JobRepository(session).page(project_id, filters, limit=limit, after=after)
    return Page(describe_jobs(session, page.items), page.next)


def pause_job(session: Session, project_id: uuid.UUID, job_id: uuid.UUID, now: datetime) -> Job:
    """Stops leases and rounds of the job; running trials continue. Raises JobFinished."""
    return _move(session, project_id, job_id, JobVerb.PAUSE, now)


def resume_job(session: Session, project_id: uuid.UUID, job_id: uuid.UUID, now: datetime) -> Job:
    """Continues a paused job. Raises JobFinished."""
    job = _move(session, project_id, job_id, JobVerb.RESUME, now)
    if (planned := RoundRepository(session).planned(job.id)) is not None:
        planned.planned_at = now  # the time in the pause does not make it a stalled round
        enqueue_after_commit(session, RANK_DUE)
    return job


def cancel_job(session: Session, project_id: uuid.UUID, job_id: uuid.UUID, now: datetime) -> Job:
    """Ends the job and its open trials. Cancelling again is not an error. Raises JobFinished."""
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
"""The actions by name, each with its name in the audit log."""


def apply_job_action(session: Session, principal: Principal, job_id: uuid.UUID, action: str, now: datetime) -> Job:
    """Does the action with this name in JOB_ACTIONS. Raises NotFound and JobFinished."""
    act, event = JOB_ACTIONS[action]
    job = act(session, principal.project_id, job_id, now)
    audit.record(session, principal, event, ("job", str(job_id)))
    return job


POINTS = 40
"""The most points of a sparkline."""
LATELY = 20
"""The number of latest results that give the present speed."""


@dataclass(frozen=True, slots=True)
class JobSummary:
    """A job in the list of the dashboard.

    Args:
        job: The job.
        curve: The best score so far, at most POINTS values.
        trials_per_hour: The present speed; None without results, and for a job that does not run.
        seconds_left: Until the budget is used, or until the deadline if that comes first; None where the speed is None.
    """

    job: Job
    curve: Sequence[float]
    trials_per_hour: float | None
    seconds_left: float | None


def list_summaries(
    session: Session, project_id: uuid.UUID, filters: JobFilter, *, limit: int, after: str | None, now: datetime
) -> Page[JobSummary]:
    """The jobs that match the filters, newest first, in two queries."""
    page = JobRepository(session).page(project_id, filters, limit=limit, after=after)
    curves = BestScoreCurveRepository(session).of_jobs([job.id for job in page.items], points=POINTS, lately=LATELY)
    return Page([_summary(job, curves[job.id], now) for job in page.items], page.next)


def summarize_job(session: Session, job: Job, now: datetime) -> JobSummary:
    """The summary of one job."""
    curves = BestScoreCurveRepository(session).of_jobs([job.id], points=POINTS, lately=LATELY)
    return _summary(job, curves[job.id], now)


def _summary(job: Job, curve: BestScoreCurve, now: datetime) -> JobSummary:
    speed = _speed(job, curve, now) if job.state == JobState.RUNNING else None
    left = None if speed is None else (job.max_trials - job.observed) / speed
    if left is not None and job.deadline_at is not None:
        left = min(left, max(0.0, (job.deadline_at - now).total_seconds()))
    return JobSummary(job, curve.best, None if speed is None else speed * 3_600, left)


def _speed(job: Job, curve: BestScoreCurve, now: datetime) -> float | None:
    """Results per second, from the time of the LATELY-th latest result until now. It falls while there are no
    results."""
    count, since = (
        (job.observed, job.created_at) if curve.window_started_at is None else (LATELY, curve.window_started_at)
    )
    seconds = (now - since).total_seconds()
    return count / seconds if count and seconds > 0 else None
