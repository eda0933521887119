"""After a new secret key: everything sealed is sealed again, so that the old key may go."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.db.repositories.jobs import JobRepository
from app.db.repositories.webhooks import WebhookRepository
from app.integrations.sealing import Sealer, Unsealable
from app.services import callback_access, webhooks

BATCH = 200
"""Rows of a transaction: they are locked until it ends."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """last: the row to go on after, None at the end. lost: rows whose key is not among the sealer's."""

    last: uuid.UUID | None
    count: int
    lost: tuple[str, ...]


Step = Callable[[Session, Sealer, uuid.UUID | None], Resealed]


def reseal_webhooks(session: Session, sealer: Sealer, after: uuid.UUID | None) -> Resealed:
    """The next BATCH secrets of webhooks, by id. The session sees all projects."""
    rows = WebhookRepository(session).secrets_after(after, BATCH)
    count, lost = 0, []
    for row in rows:
        try:
            sealed = sealer.reseal(row.sealed, place=webhooks.place_of(row.id))
        except Unsealable:
            lost.append(f"secret of webhook {row.endpoint_id}")
            continue
        count += sealed != row.sealed
        row.sealed = sealed
    return Resealed(_last(row.id for row in rows), count, tuple(lost))


def reseal_callbacks(session: Session, sealer: Sealer, after: uuid.UUID | None) -> Resealed:
    """The secrets of the next BATCH jobs that call their evaluators, by id. The session sees all projects."""
    jobs = JobRepository(session).called_back_after(after, BATCH)
    count, lost = 0, []
    for job in jobs:
        place = callback_access.place_of(job.id)
        old = job.callback_secrets or []
        try:
            new = [{**entry, "sealed": sealer.reseal(entry["sealed"], place=place)} for entry in old]
        except Unsealable:
            lost.append(f"secret of job {job.id}")
            continue
        if new != old:
            count += 1
            job.callback_secrets = new
    return Resealed(_last(job.id for job in jobs), count, tuple(lost))


STEPS: tuple[Step, ...] = (reseal_webhooks, reseal_callbacks)


def _last(ids: Iterable[uuid.UUID]) -> uuid.UUID | None:
    found = list(ids)
    return found[-1] if len(found) == BATCH else None
