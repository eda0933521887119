"""What a worker process holds: settings, sessions, and the rankers that it has loaded. Built on first use, once."""

from dataclasses import dataclass
from functools import cache
from threading import Lock

from sqlalchemy.orm import sessionmaker

from app.clock import database_now
from app.db.session import SessionFactory, make_engine, session_scope
from app.domain.ranking import Ranker
from app.queue import send_enqueued_after_commit
from app.services.rankings import record_ranker_failed, record_ranker_loaded
from app.settings import Settings
from workers.celery_app import celery
from workers.ranking.registry import Rankers


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    sessions: SessionFactory
    rankers: Rankers

    def ranker(self, name: str) -> Ranker:
        """The ranker, loaded if need be; the database is told how loading ended. Raises RankingFailed."""

        def tell_loaded(ranker: Ranker) -> None:
            with session_scope(self.sessions, None) as session:
                record_ranker_loaded(session, name, ranker.revision, database_now(session))

        return self.rankers.get(name, on_load=tell_loaded, on_failure=lambda reason: self.tell_failed(name, reason))

    def tell_failed(self, name: str, reason: str) -> None:
        with session_scope(self.sessions, None) as session:
            record_ranker_failed(session, name, reason, database_now(session))


_BUILDING = Lock()
"""A cache alone lets all threads build that come before the first has: each an engine, and models of its own."""


def runtime() -> Runtime:
    with _BUILDING:
        return _build()


@cache
def _build() -> Runtime:
    settings = Settings()
    sessions = sessionmaker(make_engine(settings))
    send_enqueued_after_commit(sessions, celery)
    return Runtime(settings, sessions, Rankers(settings))
