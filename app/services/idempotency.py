"""`Idempotency-Key`: the first response is stored in the transaction of its effect, and returned again to every retry.

This follows IETF draft-ietf-httpapi-idempotency-key-header-07. Errors change nothing and are not stored, so a retry
runs again.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from app.db.repositories.idempotency import IdempotencyRepository, StoredResponse
from app.domain.errors import InvalidInput, RequestInProgress
from app.services.access.principal import Principal
from app.services.transactions import Transactions

Body = dict[str, Any]
"""A JSON object."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RequestKey:
    """What identifies a repeated request.

    Args:
        operation: The method and the path.
        key: The value of the header.
        fingerprint: The SHA-256 of the body.
    """

    operation: str
    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """The result of a request; `replayed` says that it is the stored result of an earlier request with the same key."""

    value: T
    replayed: bool


@dataclass(frozen=True, slots=True)
class IdempotentCall:
    """A request of a caller. Its effect happens once, however often the request is repeated with the same key."""

    transactions: Transactions
    principal: Principal
    key: RequestKey | None

    def run(
        self, effect: Callable[[Session], T], *, to_json: Callable[[T], Body], replay: Callable[[Session, Body], T]
    ) -> Answer[T]:
        """Runs the effect in a transaction of its own. Raises what find_response and store_response raise.

        Args:
            effect: Changes the database and returns the result.
            to_json: Gives what is stored of the result.
            replay: Gives the result again from what was stored.
        """
        with self.transactions() as session:
            if self.key is None:
                return Answer(effect(session), replayed=False)
            stored = find_response(session, self.principal.project_id, self.key)
            if stored is not None:
                return Answer(replay(session, stored), replayed=True)
            value = effect(session)
            store_response(session, self.principal.project_id, self.key, to_json(value))
            return Answer(value, replayed=False)

    def was_answered(self) -> bool:
        """Whether the request will get a stored result. If so, checks outside the transaction can be left out."""
        if self.key is None:
            return False
        with self.transactions() as session:
            return find_response(session, self.principal.project_id, self.key) is not None


def find_response(session: Session, project_id: uuid.UUID, request: RequestKey) -> Body | None:
    """The stored response of this key. None means that the key is new, and that this transaction has reserved it.

    Raises RequestInProgress while another transaction has the key, and InvalidInput if it was used with another body.
    """
    ours, stored = IdempotencyRepository(session).reserve(project_id, request.operation, request.key)
    return body_to_repeat(request, ours=ours, stored=stored)


def body_to_repeat(request: RequestKey, *, ours: bool, stored: StoredResponse | None) -> Body | None:
    """The body of the stored response, or None for a new request, which must have reserved its key (`ours`).

    Raises RequestInProgress and InvalidInput, as find_response does.
    """
    if stored is None:
        if not ours:
            raise RequestInProgress("the first request with this Idempotency-Key has not ended; repeat this one")
        return None
    if stored.fingerprint != request.fingerprint:
        raise InvalidInput.at(
            "Idempotency-Key", "this key was used with another request body", "Use a new key for a new request."
        )
    return stored.body


def store_response(session: Session, project_id: uuid.UUID, request: RequestKey, body: Body) -> None:
    """Stores the response in the transaction of its effect, so that an error undoes both.

    Raises RequestInProgress if another request was faster.
    """
    if not IdempotencyRepository(session).insert(
        project_id, request.operation, request.key, fingerprint=request.fingerprint, body=body
    ):
        raise just_answered()


def just_answered() -> RequestInProgress:
    """The error for a request whose key another request has used since it was reserved."""
    return RequestInProgress("another request with this Idempotency-Key has just ended; repeat this one")


def replace_response(session: Session, project_id: uuid.UUID, request: RequestKey, body: Body) -> None:
    """Replaces a provisional response with the final one, if it is still stored."""
    IdempotencyRepository(session).replace(project_id, request.operation, request.key, body)
