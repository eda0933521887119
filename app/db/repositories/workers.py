"""All SQL about worker processes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db.models import Worker

_CHANGES = ("queues", "version", "started_at", "seen_at")


class WorkerRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, worker: Worker) -> None:
        """It is alive, and as told here."""
        statement = insert(Worker).values(name=worker.name, **{key: getattr(worker, key) for key in _CHANGES})
        values = {key: statement.excluded[key] for key in _CHANGES}
        self._session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))

    def delete(self, name: str, started_at: datetime) -> None:
        """The process that began then; not one that has taken its name since."""
        self._session.execute(delete(Worker).where(Worker.name == name, Worker.started_at == started_at))

    def seen_since(self, since: datetime, limit: int) -> Sequence[Worker]:
        query = select(Worker).where(Worker.seen_at > since).order_by(Worker.seen_at.desc(), Worker.name).limit(limit)
        return self._session.scalars(query).all()

    def forget(self, seen_before: datetime) -> None:
        self._session.execute(delete(Worker).where(Worker.seen_at < seen_before))
