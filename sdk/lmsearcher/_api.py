"""Every call of the API. What they take and give is documented at the methods of Jobs, Job and Trials."""

import inspect
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ValidationError

from lmsearcher import models
from lmsearcher._config import PAGE_SIZE, RANKING_WAIT_S
from lmsearcher._retry import retry_after_s
from lmsearcher.errors import UnexpectedAnswerError
from lmsearcher.models import Page
from lmsearcher.space import SearchSpace

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """path: relative to the server's address, or a whole one. parse: gets responses with status 2xx and 304 only.

    server_wait_s: how long the server may hold the answer back, on top of the client's timeout.
    """

    method: str
    path: str
    parse: Callable[[httpx2.Response], T]
    params: Mapping[str, str] = field(default_factory=dict)
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    server_wait_s: float = 0.0


def post(
    path: str,
    parse: Callable[[httpx2.Response], T],
    *,
    body: Json | None = None,
    idempotency_key: str | None = None,
    server_wait_s: float = 0.0,
) -> Call[T]:
    """A call that takes effect once: every try of it carries the same key."""
    headers = {"Idempotency-Key": idempotency_key or uuid.uuid4().hex}
    return Call("POST", path, parse, body=body, headers=headers, server_wait_s=server_wait_s)


def repeatable(path: str, parse: Callable[[httpx2.Response], T], *, body: Json, server_wait_s: float = 0.0) -> Call[T]:
    """A POST that says the same when said twice, by the name or token in it: a key would only cost the server a row."""
    return Call("POST", path, parse, body=body, server_wait_s=server_wait_s)


def addressed(call: Call[T], url: str | None, *, token: str) -> Call[T]:
    """The call to a whole address, with the lease's token as its authority; unchanged without an address."""
    if url is None:
        return call
    return replace(call, path=url, headers={**call.headers, "Authorization": f"Bearer {token}"})


def reads(model: type[M]) -> Callable[[httpx2.Response], M]:
    """A parser for one model. It raises UnexpectedAnswerError."""

    def parse(response: httpx2.Response) -> M:
        try:
            return model.model_validate_json(response.content)
        except ValidationError as error:
            msg = f"{response.request.method} {response.request.url} was answered by something else: {error}"
            raise UnexpectedAnswerError(msg) from error

    return parse


def encode(body: Json) -> bytes:
    """JSON as the standard has it: NaN and infinity raise ValueError."""
    return json.dumps(body, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()


def given(**fields: Any) -> dict[str, Any]:
    """The fields that are not None: what is left out has the server's default."""
    return {name: value for name, value in fields.items() if value is not None}


def path_of(*segments: str) -> str:
    return "/".join(["v1", *(quote(segment, safe="") for segment in segments)])


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


P = ParamSpec("P")
R = TypeVar("R")


def takes(build: Callable[P, Call[Any]]) -> Callable[[Callable[..., R]], Callable[Concatenate[Any, P], R]]:
    """Gives a method, which hands its arguments on to `build`, the signature and the docstring of `build`."""

    def decorate(method: Callable[..., R]) -> Callable[Concatenate[Any, P], R]:
        signature = inspect.signature(build)
        parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY), *signature.parameters.values()]
        method.__dict__["__signature__"] = signature.replace(
            parameters=parameters, return_annotation=inspect.signature(method).return_annotation
        )
        method.__doc__ = build.__doc__
        return method

    return decorate


def new_job(
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
) -> Call[models.JobSnapshot]:
    """Starts a search. What is left out has the server's default; the job says what that is.

    metric, goal: which of the reported metrics to "maximize" or "minimize".
    max_parallel: trials open at once; 1 lets every round see every earlier result.
    warmup: random trials before the first ranking. history: observations that the ranker sees.
    lease_s: how long a trial is kept for a worker that is silent.
    evaluation: further fields of the API's `evaluation`, such as {"mode": "callback", "url": ..., "secret": ...} to
    have trials sent to a Receiver.
    idempotency_key: the same key and arguments never make a second job; by default a fresh one for each call.
    """
    body = given(
        name=name,
        space=space_json(space),
        objective={"metric": metric, "goal": goal},
        budget=given(
            max_trials=max_trials, max_parallel=max_parallel, max_failures=max_failures, deadline_s=deadline_s
        ),
        strategy=given(
            ranker=ranker,
            pool=given(kind=pool_kind, size=pool_size) or None,
            warmup=warmup,
            history=history,
            penalize=None if penalize is None else list(penalize),
        )
        or None,
        evaluation={**(evaluation or {}), **given(lease_s=lease_s, max_attempts=max_attempts)} or None,
        seed=seed,
        tags=None if tags is None else dict(tags),
    )
    return create_job(body, idempotency_key=idempotency_key)


Item = TypeVar("Item")


def iterate_pages(fetch: Callable[[str | None], Page[Item]]) -> Iterator[Item]:
    """Every item, in order. fetch: gets the page after a cursor; None is the first. Ends if a cursor does not move."""
    after: str | None = None
    while True:
        page = fetch(after)
        yield from page.items
        if page.next is None or page.next == after:
            return
        after = page.next


async def iterate_pages_async(fetch: Callable[[str | None], Awaitable[Page[Item]]]) -> AsyncIterator[Item]:
    """As iterate_pages()."""
    after: str | None = None
    while True:
        page = await fetch(after)
        for item in page.items:
            yield item
        if page.next is None or page.next == after:
            return
        after = page.next
