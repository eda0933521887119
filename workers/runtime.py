"""What a worker process holds: settings, sessions, and the rankers that it has loaded. Built on first use, once."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import sessionmaker

from app.db.session import SessionFactory, make_engine
from app.queue import send_rings_after_commit
from app.settings import Settings
from workers.celery_app import celery
from workers.ranking.registry import Rankers


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    sessions: SessionFactory
    rankers: Rankers


@lru_cache(maxsize=1)
def runtime() -> Runtime:
    settings = Settings()
    sessions = sessionmaker(make_engine(settings))
    send_rings_after_commit(sessions, celery)
    return Runtime(settings, sessions, Rankers(settings))
