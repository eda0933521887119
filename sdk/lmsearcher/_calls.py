"""Every call of the API. What they take and give is documented at the methods of Jobs, Job and Trials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2

from lmsearcher import models
from lmsearcher._call import Call, Json, given, path_of, post, reads, repeatable
from lmsearcher._constants import PAGE_SIZE, RANKING_WAIT_S
from lmsearcher._retries import retry_after_s
from lmsearcher.space import SearchSpace


def create_job(body: Json, *, idempotency_key: str | None) -> Call[models.JobSnapshot]:
    return post("v1/jobs", reads(models.JobSnapshot), body=body, idempotency_key=idempotency_key)


def get_job(job: str) -> Call[models.JobSnapshot]:
    return Call("GET", path_of("jobs", job), reads(models.JobSnapshot))


@dataclass(frozen=True, slots=True)
class TaggedJob:
    """etag: opaque; names this version of the job (RFC 9110 section 8.8.3)."""

    snapshot: models.JobSnapshot
    etag: str | None


def get_job_unless(job: str, *, etag: str | None) -> Call[TaggedJob | None]:
    """None while the job is still the version with this etag."""
    read = reads(models.JobSnapshot)

    def parse(response: httpx2.Response) -> TaggedJob | None:
        return None if response.status_code == 304 else TaggedJob(read(response), response.headers.get("etag"))

    return Call("GET", path_of("jobs", job), parse, headers=given(**{"If-None-Match": etag}))


def list_jobs(
    *,
    state: str | None = None,
    name: str | None = None,
    tag: str | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Call[models.Page[models.JobSnapshot]]:
    """name: a part of it, in any case. tag: as `key=value`."""
    params = {**_page(limit, after, state), **given(name=name, tag=tag)}
    return Call("GET", "v1/jobs", reads(models.Page[models.JobSnapshot]), params=params)


def change_job(job: str, verb: str) -> Call[models.JobSnapshot]:
    """verb: pause, resume or cancel."""
    return post(path_of("jobs", job, verb), reads(models.JobSnapshot))


def lease(job: str, *, worker: str, count: int, wait_s: float) -> Call[models.LeaseAnswer]:
    read = reads(models.LeaseAnswer)

    def parse(response: httpx2.Response) -> models.LeaseAnswer:
        asked = retry_after_s(response, now=datetime.now(UTC))
        return read(response).model_copy(update={"retry_after_s": asked})

    body = {"worker": worker, "count": count, "wait_s": wait_s}
    return repeatable(path_of("jobs", job, "trials", "lease"), parse, body=body, server_wait_s=wait_s)


def heartbeat(trial: str, *, token: str) -> Call[models.HeartbeatAnswer]:
    return repeatable(path_of("trials", trial, "heartbeat"), reads(models.HeartbeatAnswer), body={"lease_token": token})


def report(trial: str, *, token: str, result: Json) -> Call[models.ResultAnswer]:
    """result: {"state": "completed", "metrics": {...}} or {"state": "failed" | "infeasible", "error": "..."}."""
    body = {"lease_token": token, **result}
    return repeatable(path_of("trials", trial, "result"), reads(models.ResultAnswer), body=body)


def complete(trial: str, *, token: str, metrics: Mapping[str, float]) -> Call[models.ResultAnswer]:
    return report(trial, token=token, result={"state": "completed", "metrics": dict(metrics)})


def fail(trial: str, *, token: str, error: str, infeasible: bool = False) -> Call[models.ResultAnswer]:
    return report(trial, token=token, result={"state": "infeasible" if infeasible else "failed", "error": error})


def release(trial: str, *, token: str) -> Call[models.ReleaseAnswer]:
    path = path_of("trials", trial, "release")
    return repeatable(path, reads(models.ReleaseAnswer), body={"lease_token": token})


def get_trial(trial: str) -> Call[models.Trial]:
    return Call("GET", path_of("trials", trial), reads(models.Trial))


def list_trials(
    job: str, *, state: str | None = None, limit: int = PAGE_SIZE, after: str | None = None
) -> Call[models.Page[models.Trial]]:
    return Call(
        "GET", path_of("jobs", job, "trials"), reads(models.Page[models.Trial]), params=_page(limit, after, state)
    )


def list_rounds(
    job: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Call[models.Page[models.RoundSummary]]:
    path = path_of("jobs", job, "rounds")
    return Call("GET", path, reads(models.Page[models.RoundSummary]), params=_page(limit, after, None))


def get_round(job: str, number: int) -> Call[models.Round]:
    return Call("GET", path_of("jobs", job, "rounds", str(number)), reads(models.Round))


def list_figures(job: str) -> Call[models.FigureList]:
    return Call("GET", path_of("jobs", job, "figures"), reads(models.FigureList))


def get_figure(job: str, name: str, *, metric: str | None, metric_goal: str | None) -> Call[models.Figure]:
    params = given(metric=metric, metric_goal=metric_goal)
    return Call("GET", path_of("jobs", job, "figures", name), reads(models.Figure), params=params)


def list_history(
    job: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Call[models.Page[models.Observation]]:
    params = {"format": "json", **_page(limit, after, None)}
    return Call("GET", path_of("jobs", job, "history"), reads(models.Page[models.Observation]), params=params)


def export_history(job: str, *, form: str) -> Call[str]:
    """form: ndjson or csv."""
    return Call("GET", path_of("jobs", job, "history"), lambda r: r.text, params={"format": form})


def rank(
    *,
    space: SearchSpace | Json,
    goal: str,
    history: Sequence[Json],
    candidates: Sequence[str | Json],
    ranker: str | None = None,
    seed: int | None = None,
) -> Call[models.Ranking]:
    """Ranks candidates without a job, for those who run their own loop.

    history: {"ncode" or "architecture": ..., "score": ...} each; candidates: NCodes or architectures.
    """
    body = given(
        space=space_json(space),
        goal=goal,
        history=list(history),
        candidates=list(candidates),
        ranker=ranker,
        seed=seed,
    )
    return post("v1/rankings", reads(models.Ranking), body=body, server_wait_s=RANKING_WAIT_S)


def validate_space(space: SearchSpace | Json, *, samples: int) -> Call[models.SpaceReport]:
    body = {"space": space_json(space), "samples": samples}
    return repeatable("v1/spaces/validate", reads(models.SpaceReport), body=body)


def list_rankers() -> Call[models.RankerList]:
    return Call("GET", "v1/rankers", reads(models.RankerList))


def ready() -> Call[None]:
    return Call("GET", "readyz", lambda _: None)


def space_json(space: SearchSpace | Json) -> Json:
    """A space as it goes over the wire; a mapping is taken to be that already."""
    return space.to_json() if isinstance(space, SearchSpace) else space


def _page(limit: int, after: str | None, state: str | None) -> dict[str, str]:
    return given(limit=str(limit), after=after, state=state)
