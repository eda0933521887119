"""Trials: lease (ask), heartbeat, result (tell), lists and the history."""

import time
import uuid
from collections.abc import Sequence
from functools import partial
from typing import Annotated

import anyio
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from app.api.concurrency import TurnsDep, WaitingDep
from app.api.deps import AfterQuery, EvaluatorDep, LimitQuery, ReaderDep, ReporterDep, TransactionsDep
from app.api.idempotency import IdempotentDep, RequestKeyDep, mark_replayed
from app.api.responses import AcceptHeader, FormQuery, documented_forms, every_item, streamed, wanted_form
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
    HistoryItem,
    HistoryPage,
    LeaseRequest,
    Leases,
    PulseModel,
    Recorded,
    Release,
    Released,
    Result,
    Trial,
    TrialPage,
    TrialQuery,
)
from app.services import jobs, trials
from app.services.access.principal import Principal
from app.services.idempotency import RequestKey, find_response, store_response
from app.services.transactions import Transactions
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
    turns: TurnsDep,
    waiting: WaitingDep,
) -> Leases:
    """Asks for trials to evaluate, waiting up to `wait_s` for one. Report each with POST /v1/trials/{trial}/result.

    At most `max_parallel` trials of a job are leased at a time. A worker that asks again gets its open trials back,
    so a lost answer needs no `Idempotency-Key`; a retry with one gets the same trials with new tokens. The answer says
    of the job what a worker has to know: the `metric` to report, and `lease_s`.
    """

    def lease() -> tuple[Leases, bool]:
        return _lease(transactions, principal, job_id, body, key)

    def something_new() -> bool:
        with transactions() as session:
            return trials.may_lease(session, principal.project_id, job_id, worker=body.worker)

    deadline = time.monotonic() + body.wait_s
    pause = FIRST_POLL_S
    leases, replayed = await turns(lease)
    if not leases.trials and body.wait_s:
        with waiting.one_more(principal.project_id):
            while not leases.trials and time.monotonic() < deadline and not await request.is_disconnected():
                await anyio.sleep(max(0.0, min(pause, deadline - time.monotonic())))
                pause = min(LONGEST_POLL_S, 1.5 * pause)
                if await run_in_threadpool(something_new) or time.monotonic() >= deadline:
                    leases, replayed = await turns(lease)  # at the end, too: the job may be paused by now
    if replayed:
        mark_replayed(response)
    if not leases.trials:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return leases


def _lease(
    transactions: Transactions, principal: Principal, job_id: uuid.UUID, body: LeaseRequest, key: RequestKey | None
) -> tuple[Leases, bool]:
    """The answer, and whether it is a replay. Kept is what has leased something, without the tokens."""
    project_id = principal.project_id
    with transactions() as session:
        kept = find_response(session, project_id, key) if key else None
        now = database_now(session)
        if kept is not None:
            for item in kept["trials"]:
                item["lease"]["token"] = trials.reissue_token(
                    session, project_id, uuid.UUID(item["id"]), worker=body.worker, attempt=item["attempt"], now=now
                )
            return Leases.model_validate(kept), True
        leased = trials.lease_trials(session, project_id, job_id, worker=body.worker, count=body.count, now=now)
        leases = Leases.of(leased)
        if key and leases.trials:
            tokens = {"trials": {"__all__": {"lease": {"token"}}}}
            store_response(session, project_id, key, leases.model_dump(mode="json", exclude=tokens))
        return leases, False


@router.post("/trials/{trial_id}/heartbeat", responses=documented(NotFound, LeaseLost, RequestInProgress))
async def heartbeat(
    trial_id: uuid.UUID, body: Heartbeat, principal: ReporterDep, idempotent: IdempotentDep, turns: TurnsDep
) -> PulseModel:
    """Renews the lease for another `lease_s`, and tells whether the result is still wanted."""

    def beat(session: Session) -> PulseModel:
        now = database_now(session)
        return PulseModel.of(trials.heartbeat(session, principal.project_id, trial_id, token=body.lease_token, now=now))

    return await turns(partial(idempotent.run, PulseModel, beat))


@router.post(
    "/trials/{trial_id}/release", responses=documented(NotFound, LeaseLost, IllegalTransition, RequestInProgress)
)
async def release_trial(
    trial_id: uuid.UUID, body: Release, principal: ReporterDep, idempotent: IdempotentDep, turns: TurnsDep
) -> Released:
    """Gives a trial back unfinished, so that another worker gets it at once; the attempt does not count.

    For a worker that has to stop. A trial that is queued already stays as it is."""

    def release(session: Session) -> Released:
        job, trial = trials.release_trial(
            session, principal.project_id, trial_id, token=body.lease_token, now=database_now(session)
        )
        return Released.model_validate({"trial_state": trial.state, "job_state": job.state})

    return await turns(partial(idempotent.run, Released, release))


@router.post(
    "/trials/{trial_id}/result",
    responses=documented(NotFound, LeaseLost, ResultConflict, IllegalTransition, RequestInProgress),
)
async def report_result(
    trial_id: uuid.UUID, body: Result, principal: ReporterDep, idempotent: IdempotentDep, turns: TurnsDep
) -> Recorded:
    """Reports a trial, once: the same result again is fine, another one is refused.

    A result that comes after its lease expired counts as long as the trial is open."""

    def report(session: Session) -> Recorded:
        now, told = database_now(session), body.report()
        job, trial = trials.report_result(
            session, principal.project_id, trial_id, token=body.lease_token, report=told, now=now
        )
        return Recorded.model_validate({"trial": Trial.of(job, trial), "job_state": job.state})

    return await turns(partial(idempotent.run, Recorded, report))


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
    wanted: Annotated[TrialQuery, Depends()],
    form: FormQuery = None,
    accept: AcceptHeader = "",
    limit: LimitQuery = 100,
    after: AfterQuery = None,
) -> TrialPage | Response:
    """Trials of a job, by number unless sorted otherwise."""

    def page(after: str | None, limit: int) -> tuple[Sequence[Trial], str | None]:
        with transactions() as session:
            job = jobs.get_job(session, principal.project_id, job_id)
            found = trials.list_trials(session, job, wanted.filter(job), sort=wanted.sort, limit=limit, after=after)
            return [Trial.of(job, trial) for trial in found.items], found.next

    kind = wanted_form(form, accept)
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
    limit: Annotated[int, Query(ge=1, le=1_000, description="Items of a JSON page.")] = 1_000,
    after: AfterQuery = None,
) -> HistoryPage | Response:
    """Finished trials in the order of their results: the history that rankers see."""

    def page(after: str | None, limit: int) -> tuple[Sequence[HistoryItem], str | None]:
        with transactions() as session:
            job = jobs.get_job(session, principal.project_id, job_id)
            history = trials.list_history(session, job, limit=limit, after=after)
            return [HistoryItem.of(trial) for trial in history.items], history.next

    wanted = wanted_form(form, accept)
    if wanted == "json":
        items, following = page(after, limit)
        return HistoryPage(items=list(items), next=following)
    with transactions() as session:
        jobs.get_job(session, principal.project_id, job_id)  # a 404 must come before the stream begins
    return streamed(wanted, HistoryItem, every_item(partial(page, limit=EXPORT_CHUNK)))
