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
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.domain import errors
from app.domain.errors import DomainError, FieldProblem, escape
from app.fields import PRINTABLE

EXPECTED = {
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "list_type": "a list",
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
}
"""What a value should have been, by pydantic's error type."""

HINTS = {
    "missing": "Add it; the API documentation shows its form.",
    "extra_forbidden": "Remove it, or check its spelling.",
    "too_many_fields": "Send only fields that the API documentation names.",
    "string_unicode": "Give valid Unicode characters.",
    "none_required": "Remove it: a completed trial has no error. Or report the state failed.",
    "uuid_parsing": "Give an id as this API writes it.",
    **{kind: f"Give {expected}." for kind, expected in EXPECTED.items()},
}
"""How to correct an error, by pydantic's error type. The messages of other types are readable."""

SECRET_FIELDS = frozenset({"secret", "lease_token"})
"""Their values are never shown."""
DETAILS = {
    "missing": "this field is missing",
    "extra_forbidden": "there is no such field",
    "too_many_fields": "there are more fields than such an object has",
}


def field_problem(item: dict[str, Any], body: Any) -> FieldProblem:
    """The problem in one of pydantic's errors. `body` is the parsed request body, if there is one."""
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
    value = "this value" if path and path[-1] in SECRET_FIELDS else _shown(item.get("input"))
    refused = f"expected {EXPECTED[kind]}, not {value}" if kind in EXPECTED else f"{value} is not allowed"
    return FieldProblem(pointer, DETAILS.get(kind, refused), _hint(item))


def _hint(item: dict[str, Any]) -> str:
    if item["type"] == "union_tag_invalid":
        return f"Choose one of {item['ctx']['expected_tags']}."
    limit = item.get("ctx", {}).get("le" if item["type"] == "less_than_equal" else "ge")
    if isinstance(limit, float):
        return f"Give at {'most' if limit > 0 else 'least'} {limit:g}."  # pydantic writes all digits of 1e100
    if item.get("ctx", {}).get("pattern") == PRINTABLE:
        return "Use printable characters."
    if item["type"] == "float_type" and type(item["input"]) is int:
        return "Give a number that fits a double."
    message = str(item["msg"]).removeprefix("Value error, ").replace(" after validation", "")
    return HINTS.get(item["type"], f"{message[0].upper()}{message[1:]}.")


def _pointer(path: list[Any], body: Any) -> str:
    """JSON pointer of a validation error, without parts that name an alternative of a union: the body lacks them."""
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
    errors.InvalidSpace: (422, "invalid_space", "Invalid search space"),
    errors.InvalidCode: (422, "invalid_code", "The architecture does not belong to the search space"),
    errors.InvalidInput: (422, "invalid_input", "Invalid request"),
    errors.NotFound: (404, "not_found", "Not found"),
    errors.JobFinished: (409, "job_finished", "The job has ended"),
    errors.SpaceExhausted: (409, "space_exhausted", "The search space is exhausted"),
    errors.IllegalTransition: (409, "illegal_transition", "Not possible in the current state"),
    errors.LeaseLost: (409, "lease_lost", "The lease is lost"),
    errors.ResultConflict: (409, "result_conflict", "Another result is recorded"),
    errors.RequestInProgress: (409, "request_in_progress", "A request with this key is in progress"),
    errors.LimitReached: (409, "limit_reached", "Limit reached"),
    errors.WebhookDisabled: (409, "webhook_disabled", "The webhook is disabled"),
    errors.TooManyWaiting: (429, "too_many_waiting", "Too many waiting requests"),
    errors.QuotaExceeded: (429, "quota_exceeded", "Quota used up"),
    errors.RateLimited: (429, "rate_limited", "Too many requests"),
    errors.NotConfigured: (501, "not_configured", "Not configured on this server"),
    errors.LookupFailed: (503, "lookup_failed", "A name could not be looked up"),
    errors.RankingFailed: (503, "ranking_failed", "Ranking unavailable"),
    errors.AlreadyShown: (409, "already_shown", "The secret was shown before"),
    errors.NotAuthenticated: (401, "not_authenticated", "Authentication required"),
    errors.InsufficientScope: (403, "insufficient_scope", "The key lacks a scope"),
    errors.ForeignRequest: (403, "foreign_request", "Request from another site"),
}
"""Status, stable code and title by error. docs/problems.md explains each."""

RETRY_AFTER_S = {
    "request_in_progress": 1,
    "too_many_waiting": 2,
    "ranking_failed": 2,
    "lookup_failed": 5,
    "unavailable": 2,
}
"""Seconds after which to try again, for temporary errors (Retry-After, RFC 9110 section 10.2.3)."""

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
UNREADABLE = "the body cannot be read: a number in it is too long"


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
    """In ASCII, so that it can quote any text of the caller, also lone surrogates."""

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
    """The problem document; with Retry-After if the request should be repeated."""
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
    """`responses=` of a route: its problems, beyond those that all routes share."""
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
        detail="1 invalid field" if len(error.errors()) == 1 else f"{len(error.errors())} invalid fields",
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
    """The methods of all routes at this path; the exception knows those of the first route only."""
    return [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]


def _database(request: Request, error: Exception) -> JSONResponse:
    """503 if the database is unreachable, restarts, or a lock was not available in time.

    Nothing has changed, unless the connection broke during the commit: then the change happened whole or not at all.
    """
    temporary = isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and _is_temporary(error))
    if not temporary:
        return _internal(request, error)
    _log.warning("database.unavailable", error=str(error)[:500])
    return problem_response(
        request,
        status=503,
        code="unavailable",
        title="Service unavailable",
        detail="the database is unavailable; repeat the request, with the same Idempotency-Key if it has one",
    )


def _is_temporary(error: DBAPIError) -> bool:
    if isinstance(error, DataError):  # the driver refuses a value: it would do so again
        return False
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
        detail="an error of the service; its log has the request id",
        headers=headers,
    )
