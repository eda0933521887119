"""Errors that are reported to the user.

DomainError
├── InvalidInput          a value breaks a rule; `problems` point at the fields
│   ├── InvalidSpace      the definition of a search space breaks a rule
│   └── InvalidCode       an NCode or an architecture does not belong to its space
├── NotFound              this does not exist for this caller
├── Conflict              the thing exists, but its state does not allow this
│   ├── JobFinished       the job has ended: nothing to lease, pause or add
│   ├── SpaceExhausted    every architecture of the space has been tried
│   ├── IllegalTransition the trial's state does not allow this action
│   ├── LeaseLost         the lease token is wrong or no longer valid
│   ├── ResultConflict    another result is already recorded
│   ├── RequestInProgress the first request with this Idempotency-Key is still in progress
│   ├── AlreadyShown      the response contained a secret, which is shown only once
│   ├── LimitReached      the project has as many of these as it is allowed
│   └── WebhookDisabled   nothing is sent to this endpoint until it is enabled
├── TooManyWaiting        too many requests of the project are waiting already
├── QuotaExceeded         the project has, or has used, as much as its quota allows
├── RateLimited           too many requests within a short time
├── NotConfigured         a setting that this needs is missing
├── NotAuthenticated      no valid credentials
├── InsufficientScope     valid credentials that do not allow this
├── ForeignRequest        a browser sends this for a page of another site
└── RankingFailed         a ranker could not rank; the round falls back
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One invalid field: a JSON pointer (RFC 6901) into the request, what is wrong, and how to correct it."""

    pointer: str
    detail: str
    hint: str


def escape(token: str) -> str:
    """A name as a reference token of a JSON pointer (RFC 6901 section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


class DomainError(Exception):
    """The base class of all errors that are reported to the user. `extra` holds further members of the problem
    document."""

    def __init__(self, detail: str, *, problems: Sequence[FieldProblem] = (), **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = tuple(problems)
        self.extra = extra


class InvalidInput(DomainError):
    @classmethod
    def at(cls, pointer: str, detail: str, hint: str) -> "InvalidInput":
        """The error for a single field."""
        return cls(detail, problems=[FieldProblem(pointer, detail, hint)])


@contextmanager
def pointing_into(pointer: str) -> Iterator[None]:
    """Prefixes the pointers of all problems found inside the block with `pointer`."""
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
    """The quota is used up; `extra` holds `retry_after_s`, the seconds after which there may be room."""


class RateLimited(DomainError):
    """Requests come too fast; `extra` holds `retry_after_s`, the seconds after which the next request is allowed."""


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


class LookupFailed(DomainError):
    """The name of an evaluator or a receiver could not be looked up at present."""
