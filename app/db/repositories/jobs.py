"""The SQL about jobs."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    DateTime,
    Double,
    Integer,
    Uuid,
    column,
    func,
    literal,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from app.db.models import Job, Trial
from app.db.repositories.pages import Page, cut, decode_moment, moment, no_cursor
from app.db.repositories.trials import LOCK_JOB, WITH_EVENTS
from app.db.session import Found
from app.domain.errors import NotFound
from app.domain.filters import JobFilter
from app.domain.lifecycle import OPEN_JOB_STATES, TrialState

_NOT_COMPLETED = [state for state in TrialState if state != TrialState.COMPLETED]


class JobRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, job: Job) -> None:
        self._session.add(job)
        self._session.flush()

    def get(self, project_id: uuid.UUID, job_id: uuid.UUID, *, lock: bool = False) -> Job:
        """The project's job; with `lock`, its row stays locked until the end of the transaction. Raises NotFound."""
        if lock:
            values = {"of_job": job_id, "project_id": project_id}
            return _found(self._session.scalar(LOCK_JOB, values, execution_options={"populate_existing": True}))
        return _found(self._session.scalar(select(Job).where(Job.id == job_id, Job.project_id == project_id)))

    def lock(self, job_id: uuid.UUID) -> Job:
        """The job, locked, for workers, which act for all projects. The job must exist."""
        query = select(Job).where(Job.id == job_id).options(WITH_EVENTS).with_for_update()
        return self._session.scalars(query.execution_options(populate_existing=True)).one()

    def space(self, job_id: uuid.UUID) -> dict[str, Any]:
        """The JSON form of the job's space."""
        space: dict[str, Any] = self._session.scalars(select(Job.space).where(Job.id == job_id)).one()
        return space

    def with_ids(self, project_id: uuid.UUID, job_ids: Sequence[uuid.UUID]) -> Sequence[Job]:
        """Those of these jobs that exist in the project, in any order."""
        return self._session.scalars(select(Job).where(Job.project_id == project_id, Job.id.in_(job_ids))).all()

    def revisions(self, project_id: uuid.UUID, job_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
        """The revisions of jobs by job id."""
        query = select(Job.id, Job.revision).where(Job.project_id == project_id, Job.id.in_(job_ids))
        return dict(self._session.execute(query).all())

    def page(self, project_id: uuid.UUID, filters: JobFilter, *, limit: int, after: str | None) -> Page[Job]:
        """The project's jobs that match the filters, newest first."""
        query = select(Job).where(Job.project_id == project_id)
        if filters.state is not None:
            query = query.where(Job.state == filters.state)
        if filters.name is not None:
            query = query.where(Job.name.icontains(filters.name, autoescape=True))
        if filters.tag is not None:
            query = query.where(Job.tags.contains(dict([filters.tag])))
        if after is not None:
            created, job_id = decode_moment(after)
            try:
                position = (created, uuid.UUID(job_id))
            except ValueError:
                raise no_cursor() from None
            query = query.where(tuple_(Job.created_at, Job.id) < position)
        rows = self._session.scalars(query.order_by(Job.created_at.desc(), Job.id.desc()).limit(limit + 1)).all()
        return cut(rows, limit, lambda job: moment(job.created_at, str(job.id)))

    def with_callbacks_after(self, after: uuid.UUID | None, limit: int) -> Sequence[Job]:
        """The next jobs with callbacks after this id, of all projects, by id. They are locked."""
        query = select(Job).where(Job.callback_secrets.is_not(None)).order_by(Job.id).limit(limit).with_for_update()
        if after is not None:
            query = query.where(Job.id > after)
        return self._session.scalars(query).all()

    def past_deadline(self, now: datetime, limit: int) -> Sequence[Found]:
        """Project and id of open jobs whose deadline has passed."""
        query = (
            select(Job.project_id, Job.id).where(Job.state.in_(OPEN_JOB_STATES), Job.deadline_at <= now).limit(limit)
        )
        return [(project, job) for project, job in self._session.execute(query)]

    def trial_counts(self, job_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[TrialState, int]]:
        """The number of trials in each state for each job, in one query.

        There may be very many completed trials, so they are not counted one by one: they are the results that are
        neither failed nor infeasible.
        """
        others = (
            select(Trial.job_id, Trial.state, func.count())
            .where(Trial.job_id.in_(job_ids), Trial.state.in_(_NOT_COMPLETED))
            .group_by(Trial.job_id, Trial.state)
        )
        results = select(Job.id, literal(TrialState.COMPLETED, Trial.state.type), Job.observed).where(
            Job.id.in_(job_ids)
        )
        counts: dict[uuid.UUID, dict[TrialState, int]] = {job_id: {} for job_id in job_ids}
        for job_id, state, count in self._session.execute(union_all(results, others)):
            counts[job_id][state] = count
        for states in counts.values():
            unsuccessful = states.get(TrialState.FAILED, 0) + states.get(TrialState.INFEASIBLE, 0)
            states[TrialState.COMPLETED] = states.get(TrialState.COMPLETED, 0) - unsuccessful
        return counts

    def best_trials(self, jobs: Sequence[Job]) -> dict[uuid.UUID, Trial]:
        """The best trial by job id, in one query. Jobs without a completed trial are absent."""
        ids = [job.best_trial_id for job in jobs if job.best_trial_id is not None]
        return {t.job_id: t for t in self._session.scalars(select(Trial).where(Trial.id.in_(ids)))}


def _found(job: Job | None) -> Job:
    if job is None:
        raise NotFound("there is no such job in this project")
    return job


# LIMIT 1 changes no row; it keeps Postgres from reading all trials of a job to join them at once.
_PLACES = text("""
    SELECT job.id AS job_id, place.number = 0 AS is_mark, trial.observed, trial.best_so_far, trial.finished_at
    FROM job
    CROSS JOIN LATERAL (
        SELECT 0 AS number, job.observed - :lately AS observed
        UNION ALL
        SELECT number, 1 + (number - 1) * (job.observed - 1) / greatest(1, least(:points, job.observed) - 1)
        FROM generate_series(1, least(:points, job.observed)) AS number
    ) AS place
    CROSS JOIN LATERAL (
        SELECT * FROM trial WHERE trial.job_id = job.id AND trial.observed = place.observed LIMIT 1
    ) AS trial
    WHERE job.id = ANY(:job_ids)
    ORDER BY job.id, place.number
""").columns(
    column("job_id", Uuid),
    column("is_mark", Boolean),
    column("observed", Integer),
    column("best_so_far", Double),
    column("finished_at", DateTime(timezone=True)),
)


@dataclass(slots=True)
class BestScoreCurve:
    """The best score so far, at places spread evenly over the results, including the first and the last.

    Args:
        best: The scores; empty before there is one.
        window_started_at: The time of the result `lately` results ago, if there is one.
    """

    best: list[float]
    window_started_at: datetime | None


class BestScoreCurveRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of_jobs(self, job_ids: Sequence[uuid.UUID], *, points: int, lately: int) -> dict[uuid.UUID, BestScoreCurve]:
        """The curves of these jobs, in one query that reads at most points + 1 trials of a job."""
        curves = {job_id: BestScoreCurve([], None) for job_id in job_ids}
        values = {"job_ids": list(job_ids), "points": points, "lately": lately}
        for job_id, is_mark, _, best, finished_at in self._session.execute(_PLACES, values):
            if is_mark:
                curves[job_id].window_started_at = finished_at
            elif best is not None:
                curves[job_id].best.append(best)
        return curves
