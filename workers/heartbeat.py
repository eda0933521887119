"""A worker process says every few seconds that it is alive (app/services/workers.py), from a thread of its own: the
main one may be busy with a model for long."""

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from celery import signals
from sqlalchemy.exc import SQLAlchemyError

from app import __version__
from app.clock import database_now
from app.db.models import Worker
from app.db.session import SessionFactory, session_scope
from app.services.workers import BEAT_S, note_alive, note_gone
from workers.runtime import runtime

STOP_TIMEOUT_S = 3

_log = structlog.get_logger(__name__)


class Heart:
    """One per process. A database that is away is told at the next beat."""

    def __init__(self, sessions: SessionFactory, name: str, queues: Sequence[str]) -> None:
        self._sessions = sessions
        self._name = name
        self._queues = sorted(queues)
        self._started_at: datetime | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat_until_stopped, name="heart", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """The process is about to end: it is not to be missed."""
        self._stop.set()
        self._thread.join(STOP_TIMEOUT_S)
        if self._started_at is None:
            return
        try:
            with session_scope(self._sessions, None) as session:
                note_gone(session, self._name, self._started_at)
        except SQLAlchemyError as error:
            _log.warning("heart.not_told", error=type(error).__name__)

    def beat(self) -> None:
        """Says once that the process lives."""
        with session_scope(self._sessions, None) as session:
            now = database_now(session)
            self._started_at = self._started_at or now
            note_alive(
                session,
                Worker(
                    name=self._name,
                    queues=self._queues,
                    version=__version__,
                    started_at=self._started_at,
                    seen_at=now,
                ),
            )

    def _beat_until_stopped(self) -> None:
        while True:
            try:
                self.beat()
            except SQLAlchemyError as error:
                _log.warning("heart.not_told", error=type(error).__name__)
            if self._stop.wait(BEAT_S):
                return


_hearts: list[Heart] = []


def _begin(sender: str, instance: Any, **_: Any) -> None:
    heart = Heart(runtime().sessions, sender, list(instance.app.amqp.queues.consume_from))
    _hearts.append(heart)
    heart.start()


def _end(**_: Any) -> None:
    while _hearts:
        _hearts.pop().stop()


signals.celeryd_after_setup.connect(_begin)
signals.worker_shutdown.connect(_end)
