"""A worker process says every few seconds that it is alive (app/services/operations.py), from a thread of its own: the
main one may be busy with a model for long."""

import threading
import time
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
from app.domain.errors import RankingFailed
from app.language_models import Checkpoint
from app.queue import RANKING_QUEUE
from app.services.operations import BEAT_S, record_worker, remove_worker
from app.services.rankings import ranker_names
from app.settings import Settings
from workers.runtime import Runtime, runtime

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
                remove_worker(session, self._name, self._started_at)
        except SQLAlchemyError as error:
            _log.warning("heart.not_told", error=type(error).__name__)

    def beat(self) -> None:
        """Says once that the process lives."""
        with session_scope(self._sessions, None) as session:
            now = database_now(session)
            self._started_at = self._started_at or now
            record_worker(
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


def _before_the_first_round(instance: Any, **_: Any) -> None:
    if RANKING_QUEUE in instance.app.amqp.queues.consume_from:
        warm_up(runtime())


def warm_up(held: Runtime) -> None:
    """Loads the rankers that LMSEARCHER_WARM_UP names, the default first; starts none after LMSEARCHER_WARM_UP_S."""
    deadline = time.monotonic() + held.settings.warm_up_s
    for name in _names(held.settings):
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            _log.warning("warm_up.out_of_time", ranker=name)
            return
        try:
            _prepare(held, name, timeout_s=left_s)
        except RankingFailed as error:
            _log.warning("warm_up.failed", ranker=name, reason=error.detail)
        except SQLAlchemyError as error:  # the database may start later than the worker
            _log.warning("warm_up.not_told", ranker=name, error=type(error).__name__)
        else:
            _log.info("warm_up.ready", ranker=name)


def _prepare(held: Runtime, name: str, *, timeout_s: float) -> None:
    source = held.settings.llms.get(name.removeprefix("llm:"))
    if held.settings.hub_downloads and isinstance(source, Checkpoint):
        from workers.ranking.checkpoints.hub import HubModel  # noqa: PLC0415  workers that do not rank have no such library

        model = HubModel.parse(source.checkpoint)
        if model is not None and not model.is_cached:
            try:
                model.download(timeout_s=timeout_s)
            except RankingFailed as error:
                held.tell_failed(name, f"{name}: {error.detail}")
                raise
    held.ranker(name)


def _names(settings: Settings) -> list[str]:
    if settings.warm_up == "none":
        return []
    default = settings.default_ranker
    others = ranker_names(settings) if settings.warm_up == "all" else []
    return [default, *(name for name in others if name != default)]


signals.celeryd_after_setup.connect(_begin)  # before the warm-up, which takes its time
signals.celeryd_after_setup.connect(_before_the_first_round)
signals.worker_shutdown.connect(_end)
