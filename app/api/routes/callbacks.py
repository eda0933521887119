"""Callbacks: the address of a job's evaluator, and what was sent to it."""

import uuid

from fastapi import APIRouter
from sqlalchemy.orm import Session

from app.api.deps import AfterQuery, LimitQuery, ReaderDep, SubmitterDep, TransactionsDep
from app.api.idempotency import IdempotentDep
from app.clock import database_now
from app.domain.errors import IllegalTransition, JobFinished, NotFound, RequestInProgress
from app.schemas.callbacks import Callback, CallbackChange, CallbackPage
from app.schemas.jobs import Job
from app.services import jobs
from app.services.callbacks import status
from app.services.callbacks.settings import CallbackConfig, change_access, require_callable
from app.web.deps import SettingsDep
from app.web.errors import documented

router = APIRouter(prefix="/v1/jobs/{job_id}", tags=["callbacks"])


@router.post("/callback", responses=documented(NotFound, JobFinished, IllegalTransition, RequestInProgress))
def change_callback(
    job_id: uuid.UUID, body: CallbackChange, principal: SubmitterDep, settings: SettingsDep, idempotent: IdempotentDep
) -> Job:
    """Changes the address of a job's evaluator, or adds a secret. The older secrets end after a day."""
    callback_config = CallbackConfig.of(settings)
    if body.url is not None and not idempotent.call.was_answered():
        require_callable(body.url, callback_config.policy, "/url")

    def change(session: Session) -> Job:
        job = change_access(
            session,
            callback_config,
            principal,
            job_id,
            url=body.url,
            secret=body.secret.get_secret_value() if body.secret else None,
            now=database_now(session),
        )
        return Job.of(jobs.describe_job(session, job))

    return idempotent.run(Job, change)


@router.get("/callbacks", responses=documented(NotFound))
def list_callbacks(
    job_id: uuid.UUID,
    transactions: TransactionsDep,
    principal: ReaderDep,
    limit: LimitQuery = 100,
    after: AfterQuery = None,
) -> CallbackPage:
    """The callbacks of a job, by trial and attempt, each with its tries and the last response."""
    with transactions() as session:
        job = jobs.get_job(session, principal.project_id, job_id)
        page = status.list_callbacks(session, job, limit=limit, after=after)
        return CallbackPage(items=[Callback.of(call, number) for call, number in page.items], next=page.next)
