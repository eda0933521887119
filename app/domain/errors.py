"""Errors that are reported to the user.

DomainError
├── InvalidInput          a value breaks a rule; `problems` point at the fields
│   ├── InvalidSpace      in the definition of a search space
│   └── InvalidCode       an NCode or an architecture does not belong to its space
├── NotFound              no such thing for this caller
├── Conflict              the thing exists, but its state does not allow this
│   ├── JobFinished       the job has ended: nothing to lease, pause or add
│   ├── SpaceExhausted    every architecture of the space has been tried
│   ├── IllegalTransition this verb has no meaning in this state
│   ├── LeaseLost         the lease token is not, or no longer, the right one
│   ├── ResultConflict    another result is already recorded
│   ├── RequestInProgress the first request with this Idempotency-Key has not ended
│   ├── AlreadyShown      the response held a secret, which is shown once
│   ├── LimitReached      the project has as many of these as it may
│   └── WebhookDisabled   nothing is sent to this endpoint until it is enabled
├── TooManyWaiting        so many requests of the project wait already that this one may not
├── QuotaExceeded         the project has as much as it may have, or used as much as it may use
├── RateLimited           too many requests within a short time
├── NotConfigured         the operator has not set what this needs
├── NotAuthenticated      no valid credentials
├── InsufficientScope     valid ones, which do not allow this
├── ForeignRequest        a browser sends this for a page that is not ours
└── RankingFailed         a ranker could not rank; the round falls back
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One offending field: a JSON pointer (RFC 6901) into the request, what is wrong, and how to correct it."""

    pointer: str
    detail: str
    hint: str


def escape(token: str) -> str:
    """A reference token of a JSON pointer (RFC 6901 section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


class DomainError(Exception):
    """Root of all errors that are reported to the caller. `extra` holds further members of the problem document."""

    def __init__(self, detail: str, *, problems: Sequence[FieldProblem] = (), **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = tuple(problems)
        self.extra = extra


class InvalidInput(DomainError):
    @classmethod
    def at(cls, pointer: str, detail: str, hint: str) -> "InvalidInput":
        """The common case: one field."""
        return cls(detail, problems=[FieldProblem(pointer, detail, hint)])


@contextmanager
def pointing_into(pointer: str) -> Iterator[None]:
    """Problems found inside point into the place of the document that is read here."""
    try:
        yield
    except InvalidInput as error:
        error.problems = tuple(FieldProblem(pointer + p.pointer, p.detail, p.hint) for p in error.problems)
        raise


class InvalidSpace(InvalidInput):
    pass


class InvalidCode(InvalidInput):
    pass


class NotFound(DomainError):
    pass


class Conflict(DomainError):
    pass


class JobFinished(Conflict):
    pass


class SpaceExhausted(Conflict):
    pass


class IllegalTransition(Conflict):
    pass


class LeaseLost(Conflict):
    pass


class ResultConflict(Conflict):
    pass


class RequestInProgress(Conflict):
    pass


class AlreadyShown(Conflict):
    pass


class LimitReached(Conflict):
    pass


class WebhookDisabled(Conflict):
    pass


class TooManyWaiting(DomainError):
    pass


class QuotaExceeded(DomainError):
    """extra: retry_after_s, when there may be room."""


class RateLimited(DomainError):
    """extra: retry_after_s, when the next call may come."""


class NotConfigured(DomainError):
    pass


class NotAuthenticated(DomainError):
    pass


class InsufficientScope(DomainError):
    pass


class ForeignRequest(DomainError):
    pass


class RankingFailed(DomainError):
    pass
