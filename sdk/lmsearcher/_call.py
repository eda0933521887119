"""A call of the API as a value: what to send, and how to read the answer. Senders, sync or async, move the bytes."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ValidationError

from lmsearcher.errors import UnexpectedAnswerError

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
