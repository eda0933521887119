"""The requests of workers: lease, heartbeat, release, result."""

import time
import uuid

from fastapi import APIRouter

from app.api.waiting_asks import WaitingAsks
from app.api.worker_calls import EvaluatorCallDep, ReporterCallDep, WorkerRoute
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
    LeaseRequest,
    LeaseResponse,
    Release,
    ReleaseResponse,
    Result,
    ResultResponse,
)
from app.services.trial_protocol import requests
from app.services.trial_protocol.requests import Ask, Leased, Recorded, Released, Renewal, Renewed, Tell
from app.web.errors import documented

router = APIRouter(prefix="/v1", tags=["trials"], route_class=WorkerRoute)

RETRY_AFTER_S = 1


@router.post(
    "/jobs/{job_id}/trials/lease",
    responses=documented(NotFound, JobFinished, SpaceExhausted, RequestInProgress, TooManyWaiting),
)
async def lease_trials(job_id: uuid.UUID, body: LeaseRequest, call: EvaluatorCallDep) -> LeaseResponse:
    """Leases trials to evaluate, waiting up to `wait_s` for one. Report each with POST /v1/trials/{trial}/result.

    At most `max_parallel` trials of a job are leased at a time. A worker that requests again gets its open trials, so
    a lost response needs no `Idempotency-Key`; a retry with one gets the same trials with new tokens.
    """
    ask = Ask(job_id, body.worker, body.count, call.key)
    until = time.monotonic() + body.wait_s
    leased = await call.answer(ask, Leased)
    if not leased.trials and body.wait_s:
        waiting_asks: WaitingAsks = call.request.app.state.waiting_asks
        leased = await waiting_asks.wait(call, ask, until)
    if not leased.trials:
        call.headers["Retry-After"] = str(RETRY_AFTER_S)
    return LeaseResponse.of(leased)


@router.post("/trials/{trial_id}/heartbeat", responses=documented(NotFound, LeaseLost, RequestInProgress))
async def heartbeat(trial_id: uuid.UUID, body: Heartbeat, call: ReporterCallDep) -> HeartbeatResponse:
    """Renews the lease for another `lease_s` seconds. The response says whether the result is still needed."""
    return HeartbeatResponse.of(await call.answer(Renewal(trial_id, body.lease_token, call.key), Renewed))


@router.post(
    "/trials/{trial_id}/release", responses=documented(NotFound, LeaseLost, IllegalTransition, RequestInProgress)
)
async def release_trial(trial_id: uuid.UUID, body: Release, call: ReporterCallDep) -> ReleaseResponse:
    """Gives a trial back unfinished, for a worker that has to stop. The attempt does not count.

    A trial that is already queued stays as it is.
    """
    release = requests.Release(trial_id, body.lease_token, call.key)
    return ReleaseResponse.of(await call.answer(release, Released))


@router.post(
    "/trials/{trial_id}/result",
    responses=documented(NotFound, LeaseLost, ResultConflict, IllegalTransition, RequestInProgress),
)
async def report_result(trial_id: uuid.UUID, body: Result, call: ReporterCallDep) -> ResultResponse:
    """Reports the result of a trial. The same result again is no error; another result is refused.

    A result after the lease has expired counts as long as the trial is open.
    """
    tell = Tell(trial_id, body.lease_token, body.report(), call.key)
    return ResultResponse.of(await call.answer(tell, Recorded))
