"""The exceptions of this package.

LMSearcherError
├── SpaceError               an invalid SearchSpace (also a ValueError)
├── WaitTimeoutError         the job was not over in time (also a TimeoutError)
├── ServerUnreachableError   no response after retries; or not sent, because other requests had no response
├── UnexpectedResponseError  not a response of this API: a wrong address, or a proxy in between
└── APIError                 an error response, with status, code, title, detail, errors and request_id
    ├── InvalidRequestError      400, 413, 422: `errors` names the invalid fields
    ├── AuthenticationError      401, 403
    ├── NotFoundError            404
    ├── ConflictError            409
    │   ├── JobFinishedError         the job is over
    │   ├── SpaceExhaustedError      every architecture of the space has been tried
    │   ├── LeaseLostError           the lease has expired, or the trial has ended
    │   └── ResultConflictError      another result was reported before
    ├── RequestInProgressError   409 after retries: an earlier try of this request is still in progress
    ├── QuotaExceededError       429: a quota of the project is used up; not retried
    ├── RateLimitedError         429 after retries
    └── ServerError              5xx after retries
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx2


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One offending field: a JSON pointer (RFC 6901) into the request, what is wrong, and how to correct it."""

    pointer: str
    detail: str
    hint: str


class LMSearcherError(Exception):
    """Base class of all errors of this package."""


class SpaceError(LMSearcherError, ValueError):
    pass


class WaitTimeoutError(LMSearcherError, TimeoutError):
    pass


class ServerUnreachableError(LMSearcherError):
    pass


class UnexpectedResponseError(LMSearcherError):
    pass


class APIError(LMSearcherError):
    """An RFC 9457 problem document.

    Programs should check `code`, which does not change. Quote `request_id` when you report a problem to the operator.
    """

    def __init__(
        self,
        *,
        status: int,
        code: str,
        title: str,
        detail: str,
        errors: Sequence[FieldProblem] = (),
        request_id: str | None = None,
        members: dict[str, Any] | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.request_id = request_id
        self.members = members or {}
        super().__init__(self._text())

    def __reduce__(self) -> tuple[Callable[[], "APIError"], tuple[()]]:
        """An exception with keyword-only arguments needs this to be pickled, as process pools do."""
        arguments = {name: getattr(self, name) for name in _ARGUMENTS}
        return partial(type(self), **arguments), ()

    def _text(self) -> str:
        lines = [f"{self.status} {self.code}: {self.detail or self.title}"]
        lines += [f"  {e.pointer or '/'}: {e.detail}. {e.hint}".rstrip() for e in self.errors]
        if self.request_id:
            lines.append(f"  (request {self.request_id})")
        return "\n".join(lines)


class InvalidRequestError(APIError):
    pass


class AuthenticationError(APIError):
    pass


class NotFoundError(APIError):
    pass


class ConflictError(APIError):
    pass


class JobFinishedError(ConflictError):
    pass


class SpaceExhaustedError(ConflictError):
    pass


class LeaseLostError(ConflictError):
    pass


class ResultConflictError(ConflictError):
    pass


class RequestInProgressError(APIError):
    pass


class QuotaExceededError(APIError):
    """`members["violated-policies"]` names the quota, and `members["retry_after_s"]` says when to try again."""


class RateLimitedError(APIError):
    pass


class ServerError(APIError):
    pass


_BY_STATUS: dict[int, type[APIError]] = {
    400: InvalidRequestError,
    401: AuthenticationError,
    403: AuthenticationError,
    404: NotFoundError,
    409: ConflictError,
    413: InvalidRequestError,
    422: InvalidRequestError,
    429: RateLimitedError,
}
_BY_CODE: dict[tuple[int, str], type[APIError]] = {
    (409, "job_finished"): JobFinishedError,
    (409, "space_exhausted"): SpaceExhaustedError,
    (409, "lease_lost"): LeaseLostError,
    (409, "result_conflict"): ResultConflictError,
    (409, "request_in_progress"): RequestInProgressError,
    (429, "quota_exceeded"): QuotaExceededError,
}
_KNOWN = {"type", "code", "title", "status", "detail", "errors", "request_id"}
_ARGUMENTS = ("status", "code", "title", "detail", "errors", "request_id", "members")
_EXCERPT = 300


def to_error(response: httpx2.Response) -> APIError:
    """The error of a response with status >= 400. The start of a body that is not a problem document is quoted."""
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


def _class(status: int, code: str) -> type[APIError]:
    if (status, code) in _BY_CODE:
        return _BY_CODE[status, code]
    if status >= 500:
        return ServerError
    return _BY_STATUS.get(status, APIError)


def _document(response: httpx2.Response) -> dict[str, Any] | None:
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _fields(items: object) -> list[FieldProblem]:
    if not isinstance(items, list):
        return []
    return [
        FieldProblem(str(i.get("pointer", "")), str(i.get("detail", "")), str(i.get("hint", "")))
        for i in items
        if isinstance(i, Mapping)
    ]


def _request_id(document: Mapping[str, Any], response: httpx2.Response) -> str | None:
    found = document.get("request_id") or response.headers.get("x-request-id")
    return None if found is None else str(found)
