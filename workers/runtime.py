"""What a worker process shares among its tasks: settings, sessions, and the rankers that it has loaded."""

from dataclasses import dataclass
from functools import cache
from threading import Lock

from sqlalchemy.orm import sessionmaker

from app.clock import database_now
from app.db.session import SessionFactory, make_engine, session_scope
from app.domain.ranking import Ranker
from app.queue import BackgroundSender, send_enqueued_after_commit
from app.services.rankings import record_ranker_failed, record_ranker_loaded
from app.settings import Settings
from workers.celery_app import celery, worker_settings
from workers.ranking.registry import Rankers


@dataclass(frozen=True, slots=True)
class Runtime:
    """Shared by all threads of a worker process."""

    settings: Settings
    sessions: SessionFactory
    rankers: Rankers

    def ranker(self, name: str) -> Ranker:
        """The ranker, which is loaded if it is not yet. The outcome of loading is recorded. Raises RankingFailed."""

        def record_loaded(ranker: Ranker) -> None:
            with session_scope(self.sessions, None) as session:
                record_ranker_loaded(session, name, ranker.revision, database_now(session))

        return self.rankers.get(name, on_load=record_loaded, on_failure=lambda reason: self.record_failed(name, reason))

    def record_failed(self, name: str, reason: str) -> None:
        """Records that the ranker could not be loaded, and why."""
        with session_scope(self.sessions, None) as session:
            record_ranker_failed(session, name, reason, database_now(session))


_BUILDING = Lock()
"""A cache alone would let several threads build their own engine and models before the first has finished."""


def runtime() -> Runtime:
    """The runtime of this process, built from the environment on first use."""
    with _BUILDING:
        return _build()


@cache
def _build() -> Runtime:
    settings = worker_settings()
    sessions = sessionmaker(make_engine(settings))
    send_enqueued_after_commit(sessions, BackgroundSender(celery))
    return Runtime(settings, sessions, Rankers(settings))
