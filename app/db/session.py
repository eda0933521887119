"""Engine and sessions. The edge (request dependency, task) owns the transaction; services flush, never commit."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings

SessionFactory = sessionmaker[Session]


def make_engine(settings: Settings) -> Engine:
    """Every wait is bounded: 5 s to connect, 10 s for a pooled connection, 15 s a statement, 10 s for a lock."""
    return create_engine(
        settings.database_url,
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_pool_size,
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "options": "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000",
        },
    )


@contextmanager
def session_scope(factory: SessionFactory) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back on an exception."""
    with factory.begin() as session:
        yield session
