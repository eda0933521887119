"""Trials: lease, heartbeat, release, result; lists and the history."""

import time
import uuid
from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from app.api.concurrency import RequestLimiterDep, WaitingDep, poll
from app.api.deps import AfterQuery, EvaluatorDep, LimitQuery, ReaderDep, ReporterDep, TransactionsDep
from app.api.idempotency import IdempotentDep, RequestKeyDep, mark_replayed
from app.api.responses import AcceptHeader, FormQuery, documented_forms, every_item, requested_form, streamed
from app.clock import database_now
from app.domain.errors import (
    IllegalTransition,
    JobFinished,
    LeaseLost,
    NotFound,
    RequestInProgress,
    ResultConflict,
    SpaceExhausted,
    TooManyWaiting,
)
from app.schemas.trials import (
    Heartbeat,
    HeartbeatResponse,
    HistoryItem,
    HistoryPage,
    LeaseRequest,
    LeaseResponse,
    Release,
    ReleaseResponse,
    Result,
    ResultResponse,
    Trial,
    TrialPage,
    TrialQuery,
)
from app.services import jobs, leases, trials
from app.services.leases import Leased
from app.web.errors import documented

router = APIRouter(prefix="/v1", tags=["trials"])

FIRST_POLL_S, LONGEST_POLL_S = 0.05, 0.5
RETRY_AFTER_S = 1
EXPORT_CHUNK = 1_000


@router.post(
    "/jobs/{job_id}/trials/lease",
    responses=documented(NotFound, JobFinished, SpaceExhausted, RequestInProgress, TooManyWaiting),
)
async def lease_trials(
    job_id: uuid.UUID,
    body: LeaseRequest,
    request: Request,
    response: Response,
    transactions: TransactionsDep,
    principal: EvaluatorDep,
    key: RequestKeyDep,
    limiter: RequestLimiterDep,
    waiting: WaitingDep,
) -> LeaseResponse:
    """Leases trials to evaluate, waiting up to `wait_s` for one. Report each with POST /v1/trials/{trial}/result.

    At most `max_parallel` trials of a job are leased at a time. A worker that requests again gets its open trials, so
    a lost response needs no `Idempotency-Key`; a retry with one gets the same trials with new tokens.
    """
    project_id, worker = principal.project_id, body.worker

    def lease() -> Leased:
        with transactions() as session:
            now = database_now(session)
            return leases.lease_trials(session, project_id, job_id, worker=worker, count=body.count, now=now, key=key)

    def may_lease() -> bool:
        with transactions() as session:
            return leases.may_lease(session, project_id, job_id, worker=worker)

    async def look_again() -> Leased | None:
        again = await limiter(lease) if await run_in_threadpool(may_lease) else None
        return again if again and again.trials else None

    until = time.monotonic() + body.wait_s
    leased = await limiter(lease)
    if not leased.trials and body.wait_s:
        with waiting.one_more(project_id):
            found = await poll(look_again, request, until=until, first_s=FIRST_POLL_S, longest_s=LONGEST_POLL_S)
            if found is None and not await request.is_disconnected():
                found = await limiter(lease)  # the job may be paused by now
            leased = found or leased
    if leased.replayed:
        mark_replayed(response)
    if not leased.trials:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return LeaseResponse.of(leased)


@router.post("/trials/{trial_id}/heartbeat", responses=documented(NotFound, LeaseLost, RequestInProgress))
async def heartbeat(
    trial_id: uuid.UUID, body: Heartbeat, principal: ReporterDep, idempotent: IdempotentDep, limiter: RequestLimiterDep
) -> HeartbeatResponse:
    """Renews the lease for another `lease_s` seconds. The response says whether the result is still needed."""

    def renew(session: Session) -> HeartbeatResponse:
        now = database_now(session)
        return HeartbeatResponse.of(
            trials.heartbeat(session, principal.project_id, trial_id, token=body.lease_token, now=now)
        )

    return await limiter(partial(idempotent.run, HeartbeatResponse, renew))


@router.post(
    "/trials/{trial_id}/release", responses=documented(NotFound, LeaseLost, IllegalTransition, RequestInProgress)
)
async def release_trial(
    trial_id: uuid.UUID, body: Release, principal: ReporterDep, idempotent: IdempotentDep, limiter: RequestLimiterDep
) -> ReleaseResponse:
    """Gives a trial back unfinished, for a worker that has to stop. The attempt does not count.

    A trial that is already queued stays as it is.
    """

    def release(session: Session) -> ReleaseResponse:
        job, trial = trials.release_trial(
            session, principal.project_id, trial_id, token=body.lease_token, now=database_now(session)
        )
        return ReleaseResponse.model_validate({"trial_state": trial.state, "job_state": job.state})

    return await limiter(partial(idempotent.run, ReleaseResponse, release))


@router.post(
    "/trials/{trial_id}/result",
    responses=documented(NotFound, LeaseLost, ResultConflict, IllegalTransition, RequestInProgress),
)
async def report_result(
    trial_id: uuid.UUID, body: Result, principal: ReporterDep, idempotent: IdempotentDep, limiter: RequestLimiterDep
) -> ResultResponse:
    """Reports the result of a trial. The same result again is no error; another result is refused.

    A result after the lease has expired counts as long as the trial is open.
    """

    def report(session: Session) -> ResultResponse:
        now, reported = database_now(session), body.report()
        job, trial = trials.report_result(
            session, principal.project_id, trial_id, token=body.lease_token, report=reported, now=now
        )
        return ResultResponse.model_validate({"trial": Trial.of(job, trial), "job_state": job.state})

    return await limiter(partial(idempotent.run, ResultResponse, report))


@router.get("/trials/{trial_id}", responses=documented(NotFound))
def get_trial(trial_id: uuid.UUID, transactions: TransactionsDep, principal: ReaderDep) -> Trial:
    """One trial."""
    with transactions() as session:
        return Trial.of(*trials.get_trial(session, principal.project_id, trial_id))


@router.get(
    "/jobs/{job_id}/trials",
    response_model=TrialPage,
    responses={**documented(NotFound), **documented_forms(TrialPage)},
)
def list_trials(
    job_id: uuid.UUID,
    transactions: TransactionsDep,
    principal: ReaderDep,
    query: Annotated[TrialQuery, Depends()],
    form: FormQuery = None,
    accept: AcceptHeader = "",
    limit: LimitQuery = 100,
    after: AfterQuery = None,
) -> TrialPage | Response:
    """Trials of a job, by number unless sorted otherwise."""

    def page(after: str | None, limit: int) -> tuple[Sequence[Trial], str | None]:
        with transactions() as session:
            job = jobs.get_job(session, principal.project_id, job_id)
            found = trials.list_trials(session, job, query.filter(job), sort=query.sort, limit=limit, after=after)
            return [Trial.of(job, trial) for trial in found.items], found.next

    kind = requested_form(form, accept)
    items, following = page(after, limit if kind == "json" else 1)  # a refusal must come before a stream begins
    if kind == "json":
        return TrialPage(items=list(items), next=following)
    return streamed(kind, Trial, every_item(partial(page, limit=EXPORT_CHUNK)))


@router.get(
    "/jobs/{job_id}/history",
    response_model=HistoryPage,
    responses={**documented(NotFound), **documented_forms(HistoryPage)},
)
def get_history(
    job_id: uuid.UUID,
    transactions: TransactionsDep,
    principal: ReaderDep,
    form: FormQuery = None,
    accept: AcceptHeader = "",
    limit: Annotated[int, Query(ge=1, le=1_000, description="The most items of a JSON page.")] = 1_000,
    after: AfterQuery = None,
) -> HistoryPage | Response:
    """Finished trials in the order of their results: the history that rankers see."""

    def page(after: str | None, limit: int) -> tuple[Sequence[HistoryItem], str | None]:
        with transactions() as session:
            job = jobs.get_job(session, principal.project_id, job_id)
            history = trials.list_history(session, job, limit=limit, after=after)
            return [HistoryItem.of(trial) for trial in history.items], history.next

    kind = requested_form(form, accept)
    if kind == "json":
        items, following = page(after, limit)
        return HistoryPage(items=list(items), next=following)
    with transactions() as session:
        jobs.get_job(session, principal.project_id, job_id)  # a 404 must come before the stream begins
    return streamed(kind, HistoryItem, every_item(partial(page, limit=EXPORT_CHUNK)))
