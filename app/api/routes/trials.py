"""Trials to read: one, lists, the history."""

import uuid
from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.api.deps import AfterQuery, LimitQuery, ReaderDep, TransactionsDep
from app.api.responses import AcceptHeader, FormQuery, documented_forms, every_item, requested_form, streamed
from app.domain.errors import (
    NotFound,
)
from app.schemas.trials import (
    HistoryItem,
    HistoryPage,
    Trial,
    TrialPage,
    TrialQuery,
)
from app.services import jobs, trials
from app.web.errors import documented

router = APIRouter(prefix="/v1", tags=["trials"])

EXPORT_CHUNK = 1_000


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
