"""Jobs: create, read, pause, resume, cancel."""

import uuid
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from app.api.deps import AfterQuery, LimitQuery, ReaderDep, SlotDep, SubmitterDep, TransactionsDep
from app.api.idempotency import IdempotentDep
from app.api.responses import UNCHANGED, IfNoneMatch, matches
from app.clock import database_now
from app.domain.errors import InvalidSpace, JobFinished, NotFound, QuotaExceeded, RequestInProgress, TooManyWaiting
from app.domain.lifecycle import JobState
from app.fields import Name
from app.schemas.jobs import Job, JobCreate, JobPage, TagFilter, job_filter
from app.services import jobs
from app.services.access.principal import Principal
from app.services.job_creation import submit_job
from app.services.jobs import apply_job_action
from app.services.records import Job as JobRecord
from app.web.deps import SettingsDep
from app.web.errors import documented

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])


def _etag(job: Job | JobRecord) -> str:
    return f'"{job.id}.{job.revision}"'


@router.post("", status_code=201, responses=documented(InvalidSpace, RequestInProgress, QuotaExceeded, TooManyWaiting))
def create_job(
    body: JobCreate,
    response: Response,
    _: SubmitterDep,
    settings: SettingsDep,
    idempotent: IdempotentDep,
    __: SlotDep,
) -> Job:
    """Starts a search. Its first trials are random (the warm-up) and can be leased at once."""
    answer = submit_job(
        idempotent.call,
        settings,
        body.spec(settings.ranking.default),
        callback_secret=body.callback_secret(),
        to_json=lambda status: Job.of(status).model_dump(mode="json"),
    )
    job = Job.model_validate(idempotent.value_of(answer))
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    response.headers["ETag"] = _etag(job)
    return job


@router.get("", responses=documented())
def list_jobs(
    transactions: TransactionsDep,
    principal: ReaderDep,
    state: Annotated[JobState | None, Query(description="Only jobs in this state.")] = None,
    name: Annotated[
        Name | None, Query(description="Only jobs whose name contains this, in upper or lower case.")
    ] = None,
    tag: Annotated[TagFilter | None, Query(description="Only jobs with this tag: `key=value`.")] = None,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JobPage:
    """Jobs of the project, newest first."""
    with transactions() as session:
        filters = job_filter(state, name, tag)
        page = jobs.list_jobs(session, principal.project_id, filters, limit=limit, after=after)
        return JobPage(items=[Job.of(status) for status in page.items], next=page.next)


@router.get("/{job_id}", response_model=Job, responses={**documented(NotFound), **UNCHANGED})
def get_job(
    job_id: uuid.UUID,
    response: Response,
    transactions: TransactionsDep,
    principal: ReaderDep,
    if_none_match: IfNoneMatch = None,
) -> Job | Response:
    """A job with its progress and best trial. Poll with `If-None-Match`: the response is 304 while it is unchanged."""
    with transactions() as session:
        found = jobs.get_job(session, principal.project_id, job_id)
        etag = _etag(found)
        if matches(etag, if_none_match):
            return Response(status_code=304, headers={"ETag": etag})
        response.headers["ETag"] = etag
        return Job.of(jobs.describe_job(session, found))


@router.post("/{job_id}/pause", responses=documented(NotFound, JobFinished, RequestInProgress))
def pause_job(job_id: uuid.UUID, principal: SubmitterDep, idempotent: IdempotentDep) -> Job:
    """Pauses a job: no more leases and rounds; running trials may finish."""
    return idempotent.run(Job, partial(_act, principal, job_id, "pause"))


@router.post("/{job_id}/resume", responses=documented(NotFound, JobFinished, RequestInProgress))
def resume_job(job_id: uuid.UUID, principal: SubmitterDep, idempotent: IdempotentDep) -> Job:
    """Resumes a paused job."""
    return idempotent.run(Job, partial(_act, principal, job_id, "resume"))


@router.post("/{job_id}/cancel", responses=documented(NotFound, JobFinished, RequestInProgress))
def cancel_job(job_id: uuid.UUID, principal: SubmitterDep, idempotent: IdempotentDep) -> Job:
    """Cancels a job and its open trials. Workers learn of it with their next heartbeat."""
    return idempotent.run(Job, partial(_act, principal, job_id, "cancel"))


def _act(principal: Principal, job_id: uuid.UUID, action: str, session: Session) -> Job:
    job = apply_job_action(session, principal, job_id, action, database_now(session))
    return Job.of(jobs.describe_job(session, job))
