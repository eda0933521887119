"""From a refusing HTTP response to a typed error."""

from collections.abc import Mapping
from typing import Any

import httpx2

from lmsearcher import errors

_BY_STATUS: dict[int, type[errors.APIError]] = {
    400: errors.InvalidRequestError,
    401: errors.AuthenticationError,
    403: errors.AuthenticationError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
    413: errors.InvalidRequestError,
    422: errors.InvalidRequestError,
    429: errors.RateLimitedError,
}
_BY_CODE: dict[tuple[int, str], type[errors.APIError]] = {
    (409, "job_finished"): errors.JobFinishedError,
    (409, "space_exhausted"): errors.SpaceExhaustedError,
    (409, "lease_lost"): errors.LeaseLostError,
    (409, "result_conflict"): errors.ResultConflictError,
    (409, "request_in_progress"): errors.RequestInProgressError,
    (429, "quota_exceeded"): errors.QuotaExceededError,
}
_KNOWN = {"type", "code", "title", "status", "detail", "errors", "request_id"}
_EXCERPT = 300


def to_error(response: httpx2.Response) -> errors.APIError:
    """The error of a response with status >= 400; a body that is no problem document is quoted, shortened."""
    status = response.status_code
    document = _document(response)
    if document is None:
        document = {"detail": response.text[:_EXCERPT].strip()}
    code = str(document.get("code", f"http_{status}"))
    return _class(status, code)(
        status=status,
        code=code,
        title=str(document.get("title") or response.reason_phrase),
        detail=str(document.get("detail") or ""),
        errors=_fields(document.get("errors")),
        request_id=_request_id(document, response),
        members={key: value for key, value in document.items() if key not in _KNOWN},
    )


def _class(status: int, code: str) -> type[errors.APIError]:
    if (status, code) in _BY_CODE:
        return _BY_CODE[status, code]
    if status >= 500:
        return errors.ServerError
    return _BY_STATUS.get(status, errors.APIError)


def _document(response: httpx2.Response) -> dict[str, Any] | None:
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _fields(items: object) -> list[errors.FieldProblem]:
    if not isinstance(items, list):
        return []
    return [
        errors.FieldProblem(str(i.get("pointer", "")), str(i.get("detail", "")), str(i.get("mend", "")))
        for i in items
        if isinstance(i, Mapping)
    ]


def _request_id(document: Mapping[str, Any], response: httpx2.Response) -> str | None:
    found = document.get("request_id") or response.headers.get("x-request-id")
    return None if found is None else str(found)
