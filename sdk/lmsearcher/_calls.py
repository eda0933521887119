"""Every call of the API as a value: what to send, how to read the answer. Senders, sync or async, move the bytes."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ValidationError

from lmsearcher import models
from lmsearcher._constants import PAGE_SIZE
from lmsearcher._retries import retry_after_s
from lmsearcher.errors import UnexpectedAnswerError
from lmsearcher.space import SearchSpace

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """path: relative to the server's address. parse: gets responses with status 2xx and 304 only.

    server_wait_s: how long the server may hold the answer back, on top of the client's timeout.
    """

    method: str
    path: str
    parse: Callable[[httpx2.Response], T]
    params: Mapping[str, str] = field(default_factory=dict)
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    server_wait_s: float = 0.0


def reads(model: type[M]) -> Callable[[httpx2.Response], M]:
    """A parser for one model. It raises UnexpectedAnswerError."""

    def parse(response: httpx2.Response) -> M:
        try:
            return model.model_validate_json(response.content)
        except ValidationError as error:
            msg = f"{response.request.method} {response.request.url} was answered by something else: {error}"
            raise UnexpectedAnswerError(msg) from error

    return parse


def create_job(body: Json, *, idempotency_key: str | None) -> Call[models.JobSnapshot]:
    key = idempotency_key or uuid.uuid4().hex
    headers = {"Idempotency-Key": key}
    return Call("POST", "v1/jobs", reads(models.JobSnapshot), body=body, headers=headers)


def get_job(job: str) -> Call[models.JobSnapshot]:
    return Call("GET", _path("jobs", job), reads(models.JobSnapshot))


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

    return Call("GET", _path("jobs", job), parse, headers=given(**{"If-None-Match": etag}))


def list_jobs(
    *, state: str | None = None, limit: int = PAGE_SIZE, after: str | None = None
) -> Call[models.Page[models.JobSnapshot]]:
    return Call("GET", "v1/jobs", reads(models.Page[models.JobSnapshot]), params=_page(limit, after, state))


def change_job(job: str, verb: str) -> Call[models.JobSnapshot]:
    """verb: pause, resume or cancel."""
    return Call("POST", _path("jobs", job, verb), reads(models.JobSnapshot))


def lease(job: str, *, worker: str, count: int, wait_s: float) -> Call[models.LeaseAnswer]:
    read = reads(models.LeaseAnswer)

    def parse(response: httpx2.Response) -> models.LeaseAnswer:
        asked = retry_after_s(response, now=datetime.now(UTC))
        return read(response).model_copy(update={"retry_after_s": asked})

    body = {"worker": worker, "count": count, "wait_s": wait_s}
    return Call("POST", _path("jobs", job, "trials", "lease"), parse, body=body, server_wait_s=wait_s)


def heartbeat(trial: str, *, token: str) -> Call[models.HeartbeatAnswer]:
    return Call("POST", _path("trials", trial, "heartbeat"), reads(models.HeartbeatAnswer), body={"lease_token": token})


def report(trial: str, *, token: str, result: Json) -> Call[models.ResultAnswer]:
    """result: {"state": "completed", "metrics": {...}} or {"state": "failed" | "infeasible", "error": "..."}."""
    body = {"lease_token": token, **result}
    return Call("POST", _path("trials", trial, "result"), reads(models.ResultAnswer), body=body)


def get_trial(trial: str) -> Call[models.Trial]:
    return Call("GET", _path("trials", trial), reads(models.Trial))


def list_trials(
    job: str, *, state: str | None = None, limit: int = PAGE_SIZE, after: str | None = None
) -> Call[models.Page[models.Trial]]:
    return Call(
        "GET", _path("jobs", job, "trials"), reads(models.Page[models.Trial]), params=_page(limit, after, state)
    )


def list_rounds(
    job: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Call[models.Page[models.RoundSummary]]:
    path = _path("jobs", job, "rounds")
    return Call("GET", path, reads(models.Page[models.RoundSummary]), params=_page(limit, after, None))


def get_round(job: str, number: int) -> Call[models.Round]:
    return Call("GET", _path("jobs", job, "rounds", str(number)), reads(models.Round))


def list_history(
    job: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Call[models.Page[models.Observation]]:
    params = {"format": "json", **_page(limit, after, None)}
    return Call("GET", _path("jobs", job, "history"), reads(models.Page[models.Observation]), params=params)


def export_history(job: str, *, form: str) -> Call[str]:
    """form: ndjson or csv."""
    return Call("GET", _path("jobs", job, "history"), lambda r: r.text, params={"format": form})


def rank(body: Json, *, server_wait_s: float) -> Call[models.Ranking]:
    return Call("POST", "v1/rankings", reads(models.Ranking), body=body, server_wait_s=server_wait_s)


def validate_space(space: SearchSpace | Json, *, samples: int) -> Call[models.SpaceReport]:
    body = {"space": space_json(space), "samples": samples}
    return Call("POST", "v1/spaces/validate", reads(models.SpaceReport), body=body)


def list_rankers() -> Call[models.RankerList]:
    return Call("GET", "v1/rankers", reads(models.RankerList))


def ready() -> Call[None]:
    return Call("GET", "readyz", lambda _: None)


def space_json(space: SearchSpace | Json) -> Json:
    """A space as it goes over the wire; a mapping is taken to be that already."""
    return space.to_json() if isinstance(space, SearchSpace) else space


def encode(body: Json) -> bytes:
    """JSON as the standard has it: NaN and infinity raise ValueError."""
    return json.dumps(body, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()


def given(**fields: Any) -> dict[str, Any]:
    """The fields that are not None: what is left out has the server's default."""
    return {name: value for name, value in fields.items() if value is not None}


def _path(*segments: str) -> str:
    return "/".join(["v1", *_quoted(segments)])


def _quoted(segments: Iterable[str]) -> list[str]:
    return [quote(segment, safe="") for segment in segments]


def _page(limit: int, after: str | None, state: str | None) -> dict[str, str]:
    return given(limit=str(limit), after=after, state=state)
