"""Errors as problem+json (RFC 9457): one table from domain errors to HTTP, one handler for each source of errors."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.domain import errors
from app.domain.errors import DomainError, FieldProblem, escape
from app.fields import PRINTABLE

MENDS = {
    "missing": "Add it; the API documentation shows its form.",
    "extra_forbidden": "Leave it out, or check its spelling.",
    "dict_type": "Give an object.",
    "model_type": "Give an object.",
    "model_attributes_type": "Give an object.",
    "list_type": "Give a list.",
    "string_type": "Give a text.",
    "string_unicode": "Give a text of valid Unicode characters.",
    "int_type": "Give a whole number.",
    "int_parsing": "Give a whole number.",
    "float_type": "Give a number.",
    "float_parsing": "Give a number.",
    "finite_number": "Give a finite number.",
    "bool_type": "Give true or false.",
    "none_required": "Leave it out: a completed trial has no error. Or report the state failed.",
    "uuid_parsing": "Give an id as this API writes them.",
}
"""By pydantic's error type; other types have messages that can be read as they are."""

SECRET_FIELDS = frozenset({"secret", "lease_token"})
"""Their values are not shown, however wrong they are."""
DETAILS = {"missing": "this field is missing", "extra_forbidden": "there is no such field"}


def field_problem(item: dict[str, Any], body: Any) -> FieldProblem:
    """item: one of pydantic's errors; body: the parsed request body, if there is one."""
    place, *path = item["loc"]
    kind = item["type"]
    if kind == "json_invalid":
        return FieldProblem("", f"not JSON: {item.get('ctx', {}).get('error', '')}", "Send valid JSON.")
    if isinstance(item.get("input"), bytes):
        return FieldProblem("", "the body is not declared as JSON", "Send the header `Content-Type: application/json`.")
    if place == "body":
        pointer = _pointer(path, body)
    else:
        pointer = f"?{path[0]}" if place == "query" else str(path[0]) if path else str(place)
    value = "the value" if path and path[-1] in SECRET_FIELDS else _shown(item.get("input"))
    detail = DETAILS.get(kind) or f"{value} is not valid here"
    return FieldProblem(pointer, detail, _mend(item))


def _mend(item: dict[str, Any]) -> str:
    if item["type"] == "union_tag_invalid":
        return f"Choose one of {item['ctx']['expected_tags']}."
    limit = item.get("ctx", {}).get("le" if item["type"] == "less_than_equal" else "ge")
    if isinstance(limit, float):
        return f"Give at {'most' if limit > 0 else 'least'} {limit:g}."  # pydantic writes all digits of 1e100
    if item.get("ctx", {}).get("pattern") == PRINTABLE:
        return "Use printable characters."
    if item["type"] == "float_type" and type(item["input"]) is int:
        return "Give a number that fits a double."
    message = str(item["msg"]).removeprefix("Value error, ")
    return MENDS.get(item["type"], f"{message[0].upper()}{message[1:]}.")


def _pointer(path: list[Any], body: Any) -> str:
    """JSON pointer of a validation error. Parts that name an alternative of a union are not in the body: left out."""
    pointer = ""
    for i, part in enumerate(path):
        if isinstance(body, dict | list) and _holds(body, part):
            body = body[part]
        elif i < len(path) - 1 or not isinstance(body, dict):
            continue
        pointer += f"/{escape(str(part))}"
    return pointer


def _holds(body: dict[Any, Any] | list[Any], part: Any) -> bool:
    return part in body if isinstance(body, dict) else isinstance(part, int) and part < len(body)


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value, default=repr)
    return text if len(text) <= 60 else text[:57] + "..."


MEDIA_TYPE = "application/problem+json"

_log = structlog.get_logger(__name__)

KINDS: dict[type[DomainError], tuple[int, str, str]] = {
    errors.InvalidSpace: (422, "invalid_space", "The search space is not valid"),
    errors.InvalidCode: (422, "invalid_code", "The architecture does not belong to the space"),
    errors.InvalidInput: (422, "invalid_input", "The request is not valid"),
    errors.NotFound: (404, "not_found", "There is no such thing"),
    errors.JobFinished: (409, "job_finished", "The job has ended"),
    errors.SpaceExhausted: (409, "space_exhausted", "The search space is exhausted"),
    errors.IllegalTransition: (409, "illegal_transition", "This is not possible in the present state"),
    errors.LeaseLost: (409, "lease_lost", "The lease is not yours"),
    errors.ResultConflict: (409, "result_conflict", "Another result is recorded"),
    errors.RequestInProgress: (409, "request_in_progress", "The first request with this key has not ended"),
    errors.LimitReached: (409, "limit_reached", "There are as many as there may be"),
    errors.WebhookDisabled: (409, "webhook_disabled", "The webhook is disabled"),
    errors.TooManyWaiting: (429, "too_many_waiting", "Too many requests wait already"),
    errors.QuotaExceeded: (429, "quota_exceeded", "The project's quota is used up"),
    errors.RateLimited: (429, "rate_limited", "Too many calls"),
    errors.NotConfigured: (501, "not_configured", "The operator has not set this up"),
    errors.RankingFailed: (503, "ranking_failed", "No ranking is available"),
    errors.AlreadyShown: (409, "already_shown", "The secret has been shown already"),
    errors.NotAuthenticated: (401, "not_authenticated", "Authentication is needed"),
    errors.InsufficientScope: (403, "insufficient_scope", "The key does not allow this"),
    errors.ForeignRequest: (403, "foreign_request", "The request comes from a page that is not ours"),
}
"""Status, stable code and title by error. docs/problems.md explains each."""

RETRY_AFTER_S = {"request_in_progress": 1, "too_many_waiting": 2, "ranking_failed": 2, "unavailable": 2}
"""Codes that pass by themselves, and after how many seconds to come back (Retry-After, RFC 9110 section 10.2.3)."""

HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "invalid_input",
    500: "internal_error",
    503: "unavailable",
}


METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
UNREADABLE = "the body cannot be read: it holds a number too long to be one"


class FieldProblemModel(BaseModel):
    pointer: str
    """JSON pointer (RFC 6901) into the body; `?name` for a query parameter, a bare name for a header or path part."""
    detail: str
    hint: str


class Problem(BaseModel):
    """RFC 9457 problem document. Some kinds carry further members."""

    model_config = ConfigDict(extra="allow")

    type: str
    code: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FieldProblemModel] = []


class ProblemResponse(JSONResponse):
    """In ASCII, so that it can quote any text of the caller, lone surrogates too."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def problem_response(
    request: Request,
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    problems: Sequence[FieldProblem] = (),
    extra: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The document, its media type and, when the caller should come back, Retry-After."""
    document = {
        "type": f"urn:lmsearcher:problem:{code}",
        "code": code,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "request_id": request.state.request_id if hasattr(request.state, "request_id") else "",
        "errors": [{"pointer": p.pointer, "detail": p.detail, "hint": p.hint} for p in problems],
        **(extra or {}),
    }
    seconds = (extra or {}).get("retry_after_s", RETRY_AFTER_S.get(code))
    wait = {} if seconds is None else {"Retry-After": str(seconds)}
    return ProblemResponse(document, status, {**wait, **(headers or {})})


SHARED: tuple[type[DomainError], ...] = (
    errors.InvalidInput,
    errors.NotAuthenticated,
    errors.InsufficientScope,
    errors.ForeignRequest,
    errors.RateLimited,
)


def documented(*kinds: type[DomainError]) -> dict[int | str, dict[str, Any]]:
    """`responses=` of a route: every problem that it can answer, beyond those that all routes share."""
    answers: dict[int | str, dict[str, Any]] = {}
    for kind in (*SHARED, *kinds):
        status, code, title = KINDS[kind]
        texts = [answers[status]["description"]] if status in answers else []
        answers[status] = {
            "model": Problem,
            "description": "; ".join([*texts, f"{title} (`{code}`)"]),
            "content": {MEDIA_TYPE: {}},
        }
    return answers


def install_handlers(api: FastAPI) -> None:
    api.add_exception_handler(DomainError, _domain)
    api.add_exception_handler(RequestValidationError, _validation)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(DBAPIError, _database)
    api.add_exception_handler(PoolTimeout, _database)
    api.add_exception_handler(Exception, _bug)


def _domain(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)  # noqa: S101  the table of handlers says so
    status, code, title = next(found for kind, found in KINDS.items() if isinstance(error, kind))
    challenged = isinstance(error, errors.NotAuthenticated | errors.InsufficientScope)
    headers = {"WWW-Authenticate": _challenge(request, error)} if challenged else None
    return problem_response(
        request,
        status=status,
        code=code,
        title=title,
        detail=error.detail,
        problems=error.problems,
        extra=error.extra,
        headers=headers,
    )


def _challenge(request: Request, error: DomainError) -> str:
    """RFC 6750 section 3."""
    if isinstance(error, errors.InsufficientScope):
        return f'Bearer error="insufficient_scope", scope="{error.extra["scope"]}"'
    return 'Bearer error="invalid_token"' if "authorization" in request.headers else "Bearer"


def _validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  as above
    problems = [field_problem(item, error.body) for item in error.errors()[:20]]
    status, code, title = KINDS[errors.InvalidInput]
    return problem_response(
        request,
        status=status,
        code=code,
        title=title,
        detail=f"{len(error.errors())} field(s) of the request are not valid",
        problems=problems,
    )


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  as above
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    return problem_response(
        request,
        status=error.status_code,
        code=HTTP_CODES.get(error.status_code, "http_error"),
        title=HTTPStatus(error.status_code).phrase,
        detail=UNREADABLE if error.detail == "There was an error parsing the body" else str(error.detail),
        headers=headers,
    )


def _methods(request: Request) -> list[str]:
    """That any route has at this path; the exception knows those of the first such route only."""
    return [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]


def _database(request: Request, error: Exception) -> JSONResponse:
    """The database is away, restarting, or a lock was not to be had in time: come back.

    Nothing has happened, unless the connection broke during the commit: then all or nothing, and nobody can tell.
    """
    passing = isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and _is_passing(error))
    if not passing:
        return _internal(request, error)
    _log.warning("database.unavailable", error=str(error)[:500])
    return problem_response(
        request,
        status=503,
        code="unavailable",
        title="The service is not available",
        detail="the database did not answer; repeat the request, with the same Idempotency-Key if it has one",
    )


def _is_passing(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    # 40: rollback (deadlock, serialisation); 53: resources; 55P03: lock timeout; 57: operator or timeout
    return error.connection_invalidated or state is None or state[:2] in ("40", "53", "57", "08") or state == "55P03"


def _bug(request: Request, error: Exception) -> JSONResponse:
    """Runs outside RequestContext, where the answer does not get the id by itself."""
    return _internal(request, error, headers={"X-Request-ID": getattr(request.state, "request_id", "")})


def _internal(request: Request, error: Exception, headers: dict[str, str] | None = None) -> JSONResponse:
    _log.error("request.failed", exc_info=error)
    return problem_response(
        request,
        status=500,
        code="internal_error",
        title="Internal error",
        detail="something is wrong on our side; the log has the request id",
        headers=headers,
    )
