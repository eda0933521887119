"""The figures of a job."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api.deps import ReaderDep, SlotDep, TransactionsDep
from app.api.responses import UNCHANGED, IfNoneMatch, matches
from app.domain.errors import NotFound, TooManyWaiting
from app.domain.goal import Goal
from app.fields import Key
from app.schemas.figures import FigureList, FigureModel
from app.services import jobs
from app.services.figures import registry
from app.services.figures.figure import FigureRequest
from app.web.errors import documented

router = APIRouter(prefix="/v1/jobs/{job_id}/figures", tags=["figures"])

MetricQuery = Annotated[Key | None, Query(description="For `tradeoff`: the metric to compare the score with.")]

MetricGoalQuery = Annotated[
    Goal, Query(description="For `tradeoff`: whether lower or higher values of that metric are better.")
]


@router.get("", responses=documented(NotFound))
def list_figures(job_id: uuid.UUID, transactions: TransactionsDep, principal: ReaderDep) -> FigureList:
    """Names and titles of the figures of a job."""
    with transactions() as session:
        jobs.get_job(session, principal.project_id, job_id)
    return FigureList.of(registry.list_figures())


@router.get("/{name}", response_model=FigureModel, responses={**documented(NotFound, TooManyWaiting), **UNCHANGED})
def get_figure(
    job_id: uuid.UUID,
    name: Annotated[str, Path(max_length=64, examples=["history"])],
    response: Response,
    transactions: TransactionsDep,
    principal: ReaderDep,
    _: SlotDep,
    metric: MetricQuery = None,
    metric_goal: MetricGoalQuery = "minimize",
    if_none_match: IfNoneMatch = None,
) -> FigureModel | Response:
    """One figure as a Vega-Lite 6 specification with its data, and a reading in words.

    Large jobs are drawn from a sample. Send `If-None-Match`: while the job is unchanged the response is 304.
    """
    figure = registry.find_figure(name)
    with transactions() as session:
        job = jobs.get_job(session, principal.project_id, job_id)
        headers = {"ETag": f'"{job.id}.{job.revision}.{registry.code_digest()}"', "Cache-Control": "private, no-cache"}
        if matches(headers["ETag"], if_none_match):
            return Response(status_code=304, headers=headers)
        response.headers.update(headers)
        return FigureModel.of(figure, figure.draw(FigureRequest(session, job, metric, metric_goal)))
