"""Engine and sessions. The edge (request dependency, task) owns the transaction; services flush, never commit."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Text, bindparam, create_engine, event, func, select, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings

SessionFactory = sessionmaker[Session]
Found = tuple[uuid.UUID, uuid.UUID]
"""(project, id) of a row that a worker has found to be due; to be dealt with in a transaction of its project."""
BEGAN_AT = "began_at"
"""In Session.info: when the transaction began, by the database's clock."""

TENANT_ROLE, SYSTEM_ROLE = "lmsearcher_tenant", "lmsearcher_system"
"""A transaction takes one of them, and sees one project, or what workers have to find.
See migrations/row_level_security.py."""

_TIMEOUTS = {
    "statement_timeout": "15000",
    "lock_timeout": "10000",
    "idle_in_transaction_session_timeout": "30000",
}
_IN_TRANSACTIONS = "lmsearcher_parameters_in_transactions"
"""The execution option of an engine whose parameters hold in transactions only."""


def make_engine(settings: Settings, *, role: str | None = None) -> Engine:
    """Every wait is bounded: 5 s to connect, 10 s for a pooled connection, 15 s a statement, 10 s for a lock.

    role: that connections have outside a session_scope; None for the one that they log in as.
    """
    parameters = _TIMEOUTS if role is None else {**_TIMEOUTS, "role": role}
    if settings.database.pgbouncer:
        connection_settings: dict[str, Any] = {"prepare_threshold": None}
    else:
        connection_settings = {"options": " ".join(f"-c {name}={value}" for name, value in parameters.items())}
    engine = create_engine(
        settings.database.url,
        pool_size=settings.database.pool_size,
        max_overflow=settings.database.pool_size,
        hide_parameters=True,  # in errors, which are logged
        pool_timeout=10,
        connect_args={"connect_timeout": 5, **connection_settings},
    )
    if settings.database.pgbouncer:
        _set_in_every_transaction(engine, parameters)
    return engine


def without_transactions(engine: Engine) -> Engine:
    """The same pool, for single statements: each commits itself, which saves two round trips.

    Through PgBouncer a statement needs its transaction, which has the engine's parameters.
    """
    if _IN_TRANSACTIONS in engine.get_execution_options():
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _set_in_every_transaction(engine: Engine, parameters: dict[str, str]) -> None:
    """PgBouncer refuses `options`, and after the transaction the connection to Postgres is another client's."""
    setting = select(*(func.set_config(name, value, true()) for name, value in parameters.items()))
    engine.update_execution_options(**{_IN_TRANSACTIONS: True})

    @event.listens_for(engine, "begin")
    def _set(connection: Connection) -> None:
        connection.execute(setting)


@contextmanager
def session_scope(factory: SessionFactory, project_id: uuid.UUID | None) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back on an exception.

    project_id: the rows of this project are all that exists (row-level security). None: those of all projects, for
    workers that look for what is due. The first statement says so, asks for the time, and finds out whether the pooled
    connection is still alive: a dead one is replaced before anything has been done.
    """
    scope = {
        "role": SYSTEM_ROLE if project_id is None else TENANT_ROLE,
        "project": "" if project_id is None else str(project_id),
    }
    with factory() as session:
        session.info[BEGAN_AT] = _begin(session, scope)
        yield session
        session.commit()


_BEGIN = select(
    func.now(),
    func.set_config("role", bindparam("role", type_=Text), true()),
    func.set_config("app.project_id", bindparam("project", type_=Text), true()),
)


def _begin(session: Session, scope: dict[str, str]) -> datetime:
    try:
        began: datetime = session.execute(_BEGIN, scope).one()[0]
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        session.rollback()
        began = session.execute(_BEGIN, scope).one()[0]
    return began
