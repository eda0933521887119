"""Engine and sessions. The edge (request dependency, task) owns the transaction; services flush, never commit."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, Row, Select, create_engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings

SessionFactory = sessionmaker[Session]
Opening = tuple[Select[*tuple[Any, ...]], Mapping[str, Any]]
"""A statement that gives one row, the time in its first column, and its parameters."""
ONLY_THE_TIME: Opening = (select(func.now()), {})
OPENING, OPENED = "opening", "opened"
"""In Session.info: the transaction's first statement, and its answer; the first column is the time of the beginning."""


def make_engine(settings: Settings) -> Engine:
    """Every wait is bounded: 5 s to connect, 10 s for a pooled connection, 15 s a statement, 10 s for a lock."""
    return create_engine(
        settings.database_url,
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_pool_size,
        pool_timeout=10,
        connect_args={
            "connect_timeout": 5,
            "options": "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000",
        },
    )


@contextmanager
def session_scope(factory: SessionFactory, opening: Opening = ONLY_THE_TIME) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back on an exception.

    It begins by asking for the time, which also finds out whether the pooled connection is still alive: a dead one is
    replaced before anything has been done.
    """
    with factory() as session:
        session.info |= {OPENING: opening, OPENED: _opened(session, opening)}
        yield session
        session.commit()


def _opened(session: Session, opening: Opening) -> Row[*tuple[Any, ...]]:
    try:
        return session.execute(*opening).one()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        session.rollback()
        return session.execute(*opening).one()
