"""What a worker process does beside its tasks: the heartbeat, and loading rankers when it starts."""

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
from app.interpreter import keep_out_of_collections
from app.language_models import Checkpoint
from app.queue import RANKING_QUEUE
from app.services.operations import BEAT_S, record_worker, remove_worker
from app.services.rankings import ranker_names
from app.settings import Settings
from workers.runtime import Runtime, runtime

STOP_TIMEOUT_S = 3

_log = structlog.get_logger(__name__)


class Heartbeat:
    """Records every few seconds that this process is alive (app/services/operations.py).

    It has a thread of its own, since a model may keep the main thread busy for long. An error of the database is
    logged, and the next heartbeat tries again.
    """

    def __init__(self, sessions: SessionFactory, name: str, queues: Sequence[str]) -> None:
        self._sessions = sessions
        self._name = name
        self._queues = sorted(queues)
        self._started_at: datetime | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._record_until_stopped, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and removes the record: the process ends as intended, and is not to be reported as lost."""
        self._stop.set()
        self._thread.join(STOP_TIMEOUT_S)
        if self._started_at is None:
            return
        try:
            with session_scope(self._sessions, None) as session:
                remove_worker(session, self._name, self._started_at)
        except SQLAlchemyError as error:
            _log.warning("heartbeat.not_removed", error=type(error).__name__)

    def record(self) -> None:
        """Records once that the process is alive."""
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

    def _record_until_stopped(self) -> None:
        while True:
            try:
                self.record()
            except SQLAlchemyError as error:
                _log.warning("heartbeat.not_recorded", error=type(error).__name__)
            if self._stop.wait(BEAT_S):
                return


def warm_up(worker: Runtime) -> None:
    """Loads the rankers that LMSEARCHER_RANKING_WARM_UP names, the default first; starts none after
    LMSEARCHER_RANKING_WARM_UP_S."""
    deadline = time.monotonic() + worker.settings.ranking.warm_up_s
    for name in _warm_up_names(worker.settings):
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            _log.warning("warm_up.out_of_time", ranker=name)
            return
        try:
            _load(worker, name, timeout_s=left_s)
        except RankingFailed as error:
            _log.warning("warm_up.failed", ranker=name, reason=error.detail)
        except SQLAlchemyError as error:  # the database may start later than the worker
            _log.warning("warm_up.not_recorded", ranker=name, error=type(error).__name__)
        else:
            _log.info("warm_up.ready", ranker=name)


def _warm_up_names(settings: Settings) -> list[str]:
    if settings.ranking.warm_up == "none":
        return []
    default = settings.ranking.default
    others = ranker_names(settings) if settings.ranking.warm_up == "all" else []
    return [default, *(name for name in others if name != default)]


def _load(worker: Runtime, name: str, *, timeout_s: float) -> None:
    """Loads the ranker; before, its checkpoint is downloaded if the settings allow it and the cache lacks it."""
    source = worker.settings.ranking.llms.get(name.removeprefix("llm:"))
    if worker.settings.ranking.hub_downloads and isinstance(source, Checkpoint):
        # Workers that do not rank have no such library.
        from workers.ranking.checkpoints.hub import HubModel  # noqa: PLC0415

        model = HubModel.parse(source.checkpoint)
        if model is not None and not model.is_cached:
            try:
                model.download(timeout_s=timeout_s)
            except RankingFailed as error:
                worker.record_failed(name, f"{name}: {error.detail}")
                raise
    worker.ranker(name)


_heartbeats: list[Heartbeat] = []
"""That of this process, once it has started."""


@signals.celeryd_after_setup.connect
def _start(sender: str, instance: Any, **_: Any) -> None:
    """Starts the heartbeat before the warm-up, which may take minutes."""
    queues = list(instance.app.amqp.queues.consume_from)
    heartbeat = Heartbeat(runtime().sessions, sender, queues)
    _heartbeats.append(heartbeat)
    heartbeat.start()
    if RANKING_QUEUE in queues:
        warm_up(runtime())
    keep_out_of_collections()


@signals.worker_shutdown.connect
def _stop(**_: Any) -> None:
    while _heartbeats:
        _heartbeats.pop().stop()


@signals.task_prerun.connect
def _bind_task(task_id: str, task: Any, **_: Any) -> None:
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id)


@signals.task_postrun.connect
def _unbind_task(**_: Any) -> None:
    structlog.contextvars.clear_contextvars()
