"""The jobs of a project at a glance: how far, how good, how fast, and how long still."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.db.models import Job
from app.db.repositories.courses import Course, CourseRepository
from app.db.repositories.jobs import JobFilter, JobRepository
from app.db.repositories.pages import Page
from app.domain.lifecycle import JobState

POINTS = 40
"""Of a sparkline."""
LATELY = 20
"""Results from which the present speed is taken."""


@dataclass(frozen=True, slots=True)
class JobLine:
    """course: the best score so far, at POINTS places at most. trials_per_hour, seconds_left: of a running job that has
    results; the second until its budget is used, or until its deadline if that comes first."""

    job: Job
    course: Sequence[float]
    trials_per_hour: float | None
    seconds_left: float | None


def list_lines(
    session: Session, project_id: uuid.UUID, wanted: JobFilter, *, limit: int, after: str | None, now: datetime
) -> Page[JobLine]:
    """Newest first, in two queries."""
    page = JobRepository(session).page(project_id, wanted, limit=limit, after=after)
    courses = CourseRepository(session).of_jobs([job.id for job in page.items], points=POINTS, lately=LATELY)
    return Page([_line(job, courses[job.id], now) for job in page.items], page.next)


def describe_line(session: Session, job: Job, now: datetime) -> JobLine:
    """Of one job."""
    courses = CourseRepository(session).of_jobs([job.id], points=POINTS, lately=LATELY)
    return _line(job, courses[job.id], now)


def _line(job: Job, course: Course, now: datetime) -> JobLine:
    speed = _speed(job, course, now) if job.state == JobState.RUNNING else None
    left = None if speed is None else (job.max_trials - job.observed) / speed
    if left is not None and job.deadline_at is not None:
        left = min(left, max(0.0, (job.deadline_at - now).total_seconds()))
    return JobLine(job, course.best, None if speed is None else speed * 3_600, left)


def _speed(job: Job, course: Course, now: datetime) -> float | None:
    """Results a second, of the latest ones until now: it falls while none comes."""
    count, since = (job.observed, job.created_at) if course.mark is None else (LATELY, course.mark)
    seconds = (now - since).total_seconds()
    return count / seconds if count and seconds > 0 else None
