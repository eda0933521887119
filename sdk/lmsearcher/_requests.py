"""API requests as values: how one is built, how its response is parsed, and how a paged list is read."""

import inspect
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ValidationError

from lmsearcher.errors import UnexpectedResponseError
from lmsearcher.models import Page

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
P = ParamSpec("P")
R = TypeVar("R")
Item = TypeVar("Item")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ApiRequest(Generic[T]):
    """One request to the API, and how to parse its response.

    Attributes:
        path: Relative to the server's address, or a whole URL.
        parse: Called only with responses of status 2xx or 304.
        server_wait_s: How long the server may hold the response back, in addition to the client's timeout.
    """

    method: str
    path: str
    parse: Callable[[httpx2.Response], T]
    params: Mapping[str, str] = field(default_factory=dict)
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    server_wait_s: float = 0.0


def post_once(
    path: str,
    parse: Callable[[httpx2.Response], T],
    *,
    body: Json | None = None,
    idempotency_key: str | None = None,
    server_wait_s: float = 0.0,
) -> ApiRequest[T]:
    """A POST that takes effect once: all its tries carry the same idempotency key."""
    headers = {"Idempotency-Key": idempotency_key or uuid.uuid4().hex}
    return ApiRequest("POST", path, parse, body=body, headers=headers, server_wait_s=server_wait_s)


def post_repeatable(
    path: str, parse: Callable[[httpx2.Response], T], *, body: Json, server_wait_s: float = 0.0
) -> ApiRequest[T]:
    """A POST that is safe to repeat, because of the worker name or lease token in its body. It needs no key."""
    return ApiRequest("POST", path, parse, body=body, server_wait_s=server_wait_s)


def with_address(request: ApiRequest[T], url: str | None, *, token: str) -> ApiRequest[T]:
    """The request sent to a whole URL, authorized by the lease's token. Without a URL it is unchanged."""
    if url is None:
        return request
    return replace(request, path=url, headers={**request.headers, "Authorization": f"Bearer {token}"})


def parse_as(model: type[M]) -> Callable[[httpx2.Response], M]:
    """A parser for one model. The parser raises UnexpectedResponseError."""

    def parse(response: httpx2.Response) -> M:
        try:
            return model.model_validate_json(response.content)
        except ValidationError as error:
            msg = f"unexpected response to {response.request.method} {response.request.url}: {error}"
            raise UnexpectedResponseError(msg) from error

    return parse


def encode(body: Json) -> bytes:
    """The body as standard JSON. Raises ValueError for NaN and infinity."""
    return json.dumps(body, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()


def without_none(**fields: Any) -> dict[str, Any]:
    """The fields that are not None. The server fills in the others."""
    return {name: value for name, value in fields.items() if value is not None}


def path_of(*segments: str) -> str:
    return "/".join(["v1", *(quote(segment, safe="") for segment in segments)])


def copies_signature(
    build: Callable[P, ApiRequest[Any]],
) -> Callable[[Callable[..., R]], Callable[Concatenate[Any, P], R]]:
    """Gives a method that passes its arguments on to `build` the signature and docstring of `build`."""

    def decorate(method: Callable[..., R]) -> Callable[Concatenate[Any, P], R]:
        signature = inspect.signature(build)
        parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY), *signature.parameters.values()]
        method.__dict__["__signature__"] = signature.replace(
            parameters=parameters, return_annotation=inspect.signature(method).return_annotation
        )
        method.__doc__ = build.__doc__
        return method

    return decorate


def iterate_pages(fetch: Callable[[str | None], Page[Item]]) -> Iterator[Item]:
    """All items in order. `fetch` gets the page after a cursor; None stands for the first page."""
    after: str | None = None
    while True:
        page = fetch(after)
        yield from page.items
        if page.next is None or page.next == after:
            return
        after = page.next


async def iterate_pages_async(fetch: Callable[[str | None], Awaitable[Page[Item]]]) -> AsyncIterator[Item]:
    """Like iterate_pages()."""
    after: str | None = None
    while True:
        page = await fetch(after)
        for item in page.items:
            yield item
        if page.next is None or page.next == after:
            return
        after = page.next
