"""One function for each request of the API. The methods of Jobs, Job and Trials document them for users."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2

from lmsearcher import models
from lmsearcher._config import PAGE_SIZE, RANKING_WAIT_S
from lmsearcher._requests import ApiRequest, Json, parse_as, path_of, post_once, post_repeatable, without_none
from lmsearcher._retry import retry_after_s
from lmsearcher.space import SearchSpace


def create_job(
    *,
    space: SearchSpace | Json,
    metric: str,
    max_trials: int,
    goal: str = "maximize",
    name: str | None = None,
    max_parallel: int | None = None,
    max_failures: int | None = None,
    deadline_s: int | None = None,
    ranker: str | None = None,
    pool_kind: str | None = None,
    pool_size: int | None = None,
    warmup: int | None = None,
    history: int | None = None,
    penalize: Sequence[str] | None = None,
    lease_s: int | None = None,
    max_attempts: int | None = None,
    evaluation: Json | None = None,
    seed: int | None = None,
    tags: Mapping[str, str] | None = None,
    idempotency_key: str | None = None,
) -> ApiRequest[models.JobSnapshot]:
    """Starts a search. The server chooses what is left out; the returned job shows its choices.

    Args:
        space: What to search.
        metric: The reported metric that is optimized.
        goal: "maximize" or "minimize".
        max_trials: How many architectures to evaluate.
        name: A name for people to read.
        max_parallel: How many trials may run at once. With 1, every round knows all earlier results.
        max_failures: How many failed trials make the job fail.
        deadline_s: After how many seconds the job ends in any case.
        ranker: The ranker's name; see Client.rankers().
        pool_kind: How candidates are drawn.
        pool_size: How many candidates each round ranks.
        warmup: How many trials are drawn at random before the first ranking.
        history: How many observations the ranker is shown.
        penalize: Outcomes, such as "infeasible", that the ranker is shown as the worst score.
        lease_s: How many seconds without a heartbeat end a lease.
        max_attempts: How many leases of a trial may expire before it fails.
        evaluation: More fields of the API's `evaluation`. For instance, {"mode": "callback", "url": ...,
            "secret": ...} sends the trials to a Receiver.
        seed: Makes the random choices repeatable.
        tags: Labels to find the job by.
        idempotency_key: A second request with the same key and arguments creates no second job. The default is a
            new key for every request.
    """
    body = without_none(
        name=name,
        space=_space_json(space),
        objective={"metric": metric, "goal": goal},
        budget=without_none(
            max_trials=max_trials, max_parallel=max_parallel, max_failures=max_failures, deadline_s=deadline_s
        ),
        strategy=without_none(
            ranker=ranker,
            pool=without_none(kind=pool_kind, size=pool_size) or None,
            warmup=warmup,
            history=history,
            penalize=None if penalize is None else list(penalize),
        )
        or None,
        evaluation={**(evaluation or {}), **without_none(lease_s=lease_s, max_attempts=max_attempts)} or None,
        seed=seed,
        tags=None if tags is None else dict(tags),
    )
    return post_once("v1/jobs", parse_as(models.JobSnapshot), body=body, idempotency_key=idempotency_key)


def get_job(job: str) -> ApiRequest[models.JobSnapshot]:
    return ApiRequest("GET", path_of("jobs", job), parse_as(models.JobSnapshot))


@dataclass(frozen=True, slots=True)
class VersionedJob:
    """A job and the ETag that names this version of it (RFC 9110 section 8.8.3)."""

    snapshot: models.JobSnapshot
    etag: str | None


def get_job_if_changed(job: str, *, etag: str | None) -> ApiRequest[VersionedJob | None]:
    """The job, or None if it is still the version with this ETag."""
    parse_job = parse_as(models.JobSnapshot)

    def parse(response: httpx2.Response) -> VersionedJob | None:
        return None if response.status_code == 304 else VersionedJob(parse_job(response), response.headers.get("etag"))

    return ApiRequest("GET", path_of("jobs", job), parse, headers=without_none(**{"If-None-Match": etag}))


def list_jobs(
    *,
    state: str | None = None,
    name: str | None = None,
    tag: str | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> ApiRequest[models.Page[models.JobSnapshot]]:
    params = {**_page(limit, after, state), **without_none(name=name, tag=tag)}
    return ApiRequest("GET", "v1/jobs", parse_as(models.Page[models.JobSnapshot]), params=params)


def change_job(job: str, action: str) -> ApiRequest[models.JobSnapshot]:
    """Pauses, resumes or cancels the job: `action` is "pause", "resume" or "cancel"."""
    return post_once(path_of("jobs", job, action), parse_as(models.JobSnapshot))


def lease(job: str, *, worker: str, count: int, wait_s: float) -> ApiRequest[models.LeaseResponse]:
    parse_lease = parse_as(models.LeaseResponse)

    def parse(response: httpx2.Response) -> models.LeaseResponse:
        delay_s = retry_after_s(response, now=datetime.now(UTC))
        return parse_lease(response).model_copy(update={"retry_after_s": delay_s})

    body = {"worker": worker, "count": count, "wait_s": wait_s}
    return post_repeatable(path_of("jobs", job, "trials", "lease"), parse, body=body, server_wait_s=wait_s)


def heartbeat(trial: str, *, token: str) -> ApiRequest[models.HeartbeatResponse]:
    path = path_of("trials", trial, "heartbeat")
    return post_repeatable(path, parse_as(models.HeartbeatResponse), body={"lease_token": token})


def report(trial: str, *, token: str, result: Json) -> ApiRequest[models.ResultResponse]:
    """Reports {"state": "completed", "metrics": {...}} or {"state": "failed" or "infeasible", "error": "..."}."""
    body = {"lease_token": token, **result}
    return post_repeatable(path_of("trials", trial, "result"), parse_as(models.ResultResponse), body=body)


def complete(trial: str, *, token: str, metrics: Mapping[str, float]) -> ApiRequest[models.ResultResponse]:
    return report(trial, token=token, result={"state": "completed", "metrics": dict(metrics)})


def fail(trial: str, *, token: str, error: str, infeasible: bool = False) -> ApiRequest[models.ResultResponse]:
    return report(trial, token=token, result={"state": "infeasible" if infeasible else "failed", "error": error})


def release(trial: str, *, token: str) -> ApiRequest[models.ReleaseResponse]:
    path = path_of("trials", trial, "release")
    return post_repeatable(path, parse_as(models.ReleaseResponse), body={"lease_token": token})


def get_trial(trial: str) -> ApiRequest[models.Trial]:
    return ApiRequest("GET", path_of("trials", trial), parse_as(models.Trial))


def list_trials(
    job: str, *, state: str | None = None, limit: int = PAGE_SIZE, after: str | None = None
) -> ApiRequest[models.Page[models.Trial]]:
    path = path_of("jobs", job, "trials")
    return ApiRequest("GET", path, parse_as(models.Page[models.Trial]), params=_page(limit, after, state))


def list_rounds(
    job: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> ApiRequest[models.Page[models.RoundSummary]]:
    path = path_of("jobs", job, "rounds")
    return ApiRequest("GET", path, parse_as(models.Page[models.RoundSummary]), params=_page(limit, after))


def get_round(job: str, number: int) -> ApiRequest[models.Round]:
    return ApiRequest("GET", path_of("jobs", job, "rounds", str(number)), parse_as(models.Round))


def list_figures(job: str) -> ApiRequest[models.FigureList]:
    return ApiRequest("GET", path_of("jobs", job, "figures"), parse_as(models.FigureList))


def get_figure(job: str, name: str, *, metric: str | None, metric_goal: str | None) -> ApiRequest[models.Figure]:
    params = without_none(metric=metric, metric_goal=metric_goal)
    return ApiRequest("GET", path_of("jobs", job, "figures", name), parse_as(models.Figure), params=params)


def list_history(
    job: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> ApiRequest[models.Page[models.Observation]]:
    params = {"format": "json", **_page(limit, after)}
    return ApiRequest("GET", path_of("jobs", job, "history"), parse_as(models.Page[models.Observation]), params=params)


def export_history(job: str, *, form: str) -> ApiRequest[str]:
    """The history as the text of a file; `form` is "ndjson" or "csv"."""
    return ApiRequest("GET", path_of("jobs", job, "history"), lambda r: r.text, params={"format": form})


def rank(
    *,
    space: SearchSpace | Json,
    goal: str,
    history: Sequence[Json],
    candidates: Sequence[str | Json],
    ranker: str | None = None,
    seed: int | None = None,
) -> ApiRequest[models.Ranking]:
    """Ranks candidates without a job, for a search loop of your own.

    Args:
        space: The space of the candidates.
        goal: "maximize" or "minimize".
        history: The evaluations so far, each {"ncode": ..., "score": ...} or {"architecture": ..., "score": ...}.
        candidates: NCodes or architectures.
        ranker: The ranker's name; see Client.rankers().
        seed: Makes the ranking repeatable.
    """
    body = without_none(
        space=_space_json(space),
        goal=goal,
        history=list(history),
        candidates=list(candidates),
        ranker=ranker,
        seed=seed,
    )
    return post_once("v1/rankings", parse_as(models.Ranking), body=body, server_wait_s=RANKING_WAIT_S)


def validate_space(space: SearchSpace | Json, *, samples: int) -> ApiRequest[models.SpaceReport]:
    body = {"space": _space_json(space), "samples": samples}
    return post_repeatable("v1/spaces/validate", parse_as(models.SpaceReport), body=body)


def list_rankers() -> ApiRequest[models.RankerList]:
    return ApiRequest("GET", "v1/rankers", parse_as(models.RankerList))


def ready() -> ApiRequest[None]:
    return ApiRequest("GET", "readyz", lambda _: None)


def _space_json(space: SearchSpace | Json) -> Json:
    """The space in the API's format, which a mapping is expected to have already."""
    return space.to_json() if isinstance(space, SearchSpace) else space


def _page(limit: int, after: str | None, state: str | None = None) -> dict[str, str]:
    return without_none(limit=str(limit), after=after, state=state)
