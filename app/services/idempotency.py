"""`Idempotency-Key`: the first answer is stored in the transaction of its effect, and given again to every retry."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.db.models import IdempotencyRecord
from app.db.repositories.idempotency import IdempotencyRepository
from app.domain.errors import Conflict, InvalidInput


@dataclass(frozen=True, slots=True)
class Answer:
    body: dict[str, Any]
    replayed: bool


def answer_once(
    session: Session,
    project_id: uuid.UUID,
    *,
    operation: str,
    key: str | None,
    payload: bytes,
    now: datetime,
    effect: Callable[[], dict[str, Any]],
) -> Answer:
    """Runs `effect` unless this key has been answered before; a rival with the same key waits for our commit.

    Raises InvalidInput if the key comes with another payload.
    """
    if key is None:
        return Answer(effect(), replayed=False)
    repository = IdempotencyRepository(session)
    record = IdempotencyRecord(
        project_id=project_id,
        operation=operation,
        key=key,
        fingerprint=hashlib.sha256(payload).digest(),
        body={},
        created_at=now,
    )
    if repository.insert(record):
        body = effect()
        stored = repository.find(project_id, operation, key)
        if stored is not None:
            stored.body = body
        return Answer(body, replayed=False)
    stored = repository.find(project_id, operation, key)
    if stored is None:
        raise Conflict("the request that used this Idempotency-Key first has not ended; repeat this one")
    if stored.fingerprint != record.fingerprint:
        raise InvalidInput.at(
            "Idempotency-Key", "this key was used with another request body", "Use a new key for a new request."
        )
    return Answer(stored.body, replayed=True)
