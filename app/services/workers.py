"""Which worker processes are alive. A row each in the database: it says so too while the broker is away, and at once,
where Celery's own inspection waits for whoever does not answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.models import Worker
from app.db.repositories.workers import WorkerRepository

BEAT_S = 10
ALIVE = timedelta(seconds=35)
"""Three beats and a bit: a process that has not been heard of for longer is taken for dead."""
SHOWN = timedelta(hours=1)
MOST = 200


def note_alive(session: Session, worker: Worker) -> None:
    """The process says that it lives."""
    WorkerRepository(session).note(worker)


def note_gone(session: Session, name: str, started_at: datetime) -> None:
    """The process ends as it was asked to."""
    WorkerRepository(session).delete(name, started_at)


def list_workers(session: Session, now: datetime) -> Sequence[tuple[Worker, bool]]:
    """Those heard of within SHOWN, and whether each is alive; MOST at most, the latest first."""
    return [(w, w.seen_at > now - ALIVE) for w in WorkerRepository(session).seen_since(now - SHOWN, MOST)]
