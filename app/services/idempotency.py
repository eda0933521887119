"""`Idempotency-Key`: the first answer is stored in the transaction of its effect, and given again to every retry.

IETF draft-ietf-httpapi-idempotency-key-header-07. Refusals change nothing and are not stored: they are given anew.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.db.repositories.idempotency import IdempotencyRepository
from app.domain.errors import InvalidInput, RequestInProgress

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RequestKey:
    """What a retry is recognised by. operation: method and path; fingerprint: SHA-256 of the body."""

    operation: str
    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    body: Body
    replayed: bool


def answer_once(session: Session, project_id: uuid.UUID, request: RequestKey, effect: Callable[[], Body]) -> Answer:
    """Runs `effect` unless this key has been answered before. Raises as find_response and store_response do."""
    body = find_response(session, project_id, request)
    if body is not None:
        return Answer(body, replayed=True)
    body = effect()
    store_response(session, project_id, request, body)
    return Answer(body, replayed=False)


def find_response(session: Session, project_id: uuid.UUID, request: RequestKey) -> Body | None:
    """The answer that was given to this key; None if it is new, and then it is the caller's until the transaction ends.

    Raises RequestInProgress while another transaction has it, InvalidInput if it was used with another body.
    """
    ours, kept = IdempotencyRepository(session).reserve(project_id, request.operation, request.key)
    if kept is None:
        if not ours:
            raise RequestInProgress("the first request with this Idempotency-Key has not ended; repeat this one")
        return None
    if kept.fingerprint != request.fingerprint:
        raise InvalidInput.at(
            "Idempotency-Key", "this key was used with another request body", "Use a new key for a new request."
        )
    return kept.body


def store_response(session: Session, project_id: uuid.UUID, request: RequestKey, body: Body) -> None:
    """Stores the answer with the effect, which an error here undoes. Raises RequestInProgress if a rival was faster."""
    if not IdempotencyRepository(session).insert(
        project_id, request.operation, request.key, fingerprint=request.fingerprint, body=body
    ):
        raise RequestInProgress("another request with this Idempotency-Key has just ended; repeat this one")


def replace_answer(session: Session, project_id: uuid.UUID, request: RequestKey, body: Body) -> None:
    """Puts the final answer in the place of a provisional one, if that is still kept."""
    IdempotencyRepository(session).replace(project_id, request.operation, request.key, body)
