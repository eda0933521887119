"""Quotas of projects: open jobs and trials, and ranking time. The request rate is in app/web/rate_limits.py."""

import math
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.db.repositories.quotas import QuotaRepository
from app.domain.errors import QuotaExceeded
from app.domain.quotas import Quotas
from app.settings import Settings

WINDOW = timedelta(hours=1)
RETRY_OPEN_JOBS_S = 60
"""The end of a job cannot be predicted, so a client should try again after this many seconds."""


def default_quotas(settings: Settings) -> Quotas:
    """The quotas of a project that has none of its own."""
    return Quotas(
        open_jobs=settings.quota.open_jobs,
        open_trials=settings.quota.open_trials,
        requests_per_s=settings.quota.requests_per_s,
        requests_burst=settings.quota.requests_burst,
        ranking_s_per_hour=settings.quota.ranking_s_per_hour,
    )


def require_room(session: Session, project_id: uuid.UUID, defaults: Quotas) -> None:
    """Checks the quotas after a new job was written. Raises QuotaExceeded.

    Other transactions of the project wait here until this one ends, so that jobs created at the same time all count.
    """
    repository = QuotaRepository(session)
    quotas = defaults.overridden(repository.own(project_id))
    if not (quotas.open_jobs or quotas.open_trials):
        return
    repository.lock_open_jobs(project_id)
    jobs, trials = repository.open_jobs(project_id)
    for name, used, limit, what in (
        ("open-jobs", jobs, quotas.open_jobs, "jobs that have not ended"),
        ("open-trials", trials, quotas.open_trials, "trials that may run at a time, the sum of `max_parallel`"),
    ):
        if limit and used > limit:
            raise QuotaExceeded(
                f"this project may have {limit:,} {what}; with this job it would have {used:,}",
                retry_after_s=RETRY_OPEN_JOBS_S,
                limit=limit,
                **violated(name),
            )


def require_ranking_time(session: Session, project_id: uuid.UUID, defaults: Quotas, now: datetime) -> None:
    """Raises QuotaExceeded if rankers have used the project's ranking time of the last hour."""
    repository = QuotaRepository(session)
    limit = defaults.overridden(repository.own(project_id)).ranking_s_per_hour
    if not limit:
        return
    minutes = repository.ranking_use(project_id, now - WINDOW)
    left = limit - sum(minute.seconds for minute in minutes)
    if left > 0:
        return
    for minute in minutes:  # leave the window in this order
        left += minute.seconds
        if left > 0:
            raise QuotaExceeded(
                f"rankers have worked for this project the {limit:g} seconds that they may within an hour",
                retry_after_s=max(1, math.ceil((minute.minute + WINDOW - now).total_seconds())),
                limit=limit,
                **violated("ranking-seconds"),
            )


def violated(policy: str) -> dict[str, Any]:
    """The member of the problem document that names a violated limit (draft-ietf-httpapi-ratelimit-headers-11)."""
    return {"violated-policies": [policy]}


def record_ranking_time(session: Session, project_id: uuid.UUID, seconds: float, now: datetime) -> None:
    """Counts a ranker's work for the project. Call it at the end of the transaction that records the work."""
    if seconds:
        QuotaRepository(session).add_ranking_use(project_id, now.replace(second=0, microsecond=0), seconds)
