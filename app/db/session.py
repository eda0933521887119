"""Engine and sessions. The edge (request dependency, task) owns the transaction; services flush, never commit."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings

SessionFactory = sessionmaker[Session]
BEGAN_AT = "began_at"
"""In Session.info: when the transaction began, by the database's clock."""


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
def session_scope(factory: SessionFactory) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back on an exception.

    It begins by asking for the time, which also finds out whether the pooled connection is still alive: a dead one is
    replaced before anything has been done.
    """
    with factory() as session:
        _begin(session)
        yield session
        session.commit()


_NOW = select(func.now())


def _begin(session: Session) -> None:
    try:
        began = session.scalars(_NOW).one()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        session.rollback()
        began = session.scalars(_NOW).one()
    session.info[BEGAN_AT] = began
