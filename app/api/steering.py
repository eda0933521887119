"""Pausing, resuming and cancelling a job, however it was asked for."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.clock import database_now
from app.db.models import Job
from app.services import audit, jobs
from app.services.auth import Principal

_Verb = Callable[[Session, uuid.UUID, uuid.UUID, datetime], Job]
VERBS: dict[str, tuple[_Verb, str]] = {
    "pause": (jobs.pause_job, "job.paused"),
    "resume": (jobs.resume_job, "job.resumed"),
    "cancel": (jobs.cancel_job, "job.cancelled"),
}
"""By name: what it does, and what the audit log calls it."""


def steer_job(session: Session, principal: Principal, job_id: uuid.UUID, verb: str) -> Job:
    """verb: of VERBS. Raises NotFound, JobFinished."""
    act, action = VERBS[verb]
    job = act(session, principal.project_id, job_id, database_now(session))
    audit.note(session, principal, action, ("job", str(job_id)))
    return job
