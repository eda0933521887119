"""How many jobs have come along, read at a few places of each: the cost does not grow with their trials."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, DateTime, Double, Integer, Uuid, column, text
from sqlalchemy.orm import Session

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
class Course:
    """best: the best score so far, at places spread evenly over the results, the first and the last among them; none
    before there was a score. mark: when the result came that lies `lately` results back, if there is one."""

    best: list[float]
    mark: datetime | None


class CourseRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of_jobs(self, job_ids: Sequence[uuid.UUID], *, points: int, lately: int) -> dict[uuid.UUID, Course]:
        """In one query, of points + 1 trials a job at most."""
        courses = {job_id: Course([], None) for job_id in job_ids}
        values = {"job_ids": list(job_ids), "points": points, "lately": lately}
        for job_id, is_mark, _, best, finished_at in self._session.execute(_PLACES, values):
            if is_mark:
                courses[job_id].mark = finished_at
            elif best is not None:
                courses[job_id].best.append(best)
        return courses
