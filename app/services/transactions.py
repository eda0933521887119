"""The transactions of API and dashboard. Each belongs to one project and sees only the rows of that project."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

from celery import Celery
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app.db.session import TENANT_ROLE, make_engine, session_scope
from app.queue import BackgroundSender, send_enqueued_after_commit
from app.settings import Settings

Transactions = Callable[[], AbstractContextManager[Session]]
"""Opens a transaction of one project. It is committed at the end, and rolled back on an exception."""


class Database:
    """The database connections of one API process."""

    def __init__(self, settings: Settings, celery: Celery) -> None:
        self.engine = make_engine(settings, role=TENANT_ROLE)
        self.sessions = sessionmaker(self.engine)
        self._sender = BackgroundSender(celery)
        send_enqueued_after_commit(self.sessions, self._sender)

    def transactions(self, project_id: uuid.UUID) -> Transactions:
        return partial(session_scope, self.sessions, project_id)

    def answers(self) -> bool:
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        self._sender.close()
        self.engine.dispose()
