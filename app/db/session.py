"""Engine and sessions. The edge (request dependency, task) owns the transaction; services flush and never commit."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Engine, Text, bindparam, create_engine, event, func, select, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings

SessionFactory = sessionmaker[Session]
Found = tuple[uuid.UUID, uuid.UUID]
"""Project and id of a due row that a worker has found. The worker then works in a transaction of that project."""
BEGAN_AT = "began_at"
"""The key in Session.info for the start time of the transaction, by the database's clock."""

TENANT_ROLE, SYSTEM_ROLE = "lmsearcher_tenant", "lmsearcher_system"
"""A transaction has one of these roles. The tenant's sees one project, the system's sees what workers have to find.
See migrations/row_level_security.py."""

_TIMEOUTS = {
    "statement_timeout": "15000",
    "lock_timeout": "10000",
    "idle_in_transaction_session_timeout": "30000",
}
_IN_TRANSACTIONS = "lmsearcher_parameters_in_transactions"
"""The execution option of an engine that sets its parameters in every transaction."""


def make_engine(settings: Settings, *, role: str | None = None) -> Engine:
    """An engine that bounds every wait: 5 s to connect, 10 s for a pooled connection, 15 s a statement, 10 s for a
    lock.

    `role` is the role of connections outside a session_scope; None keeps the role of the login.
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
    """The same pool for single statements. Each commits itself, which saves two round trips.

    Through PgBouncer, a statement needs its own transaction, because that sets the engine's parameters.
    """
    if _IN_TRANSACTIONS in engine.get_execution_options():
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _set_in_every_transaction(engine: Engine, parameters: dict[str, str]) -> None:
    """Sets the parameters at the start of every transaction, for PgBouncer.

    PgBouncer refuses `options`, and after a transaction it gives the connection to another client.
    """
    setting = select(*(func.set_config(name, value, true()) for name, value in parameters.items()))
    engine.update_execution_options(**{_IN_TRANSACTIONS: True})

    @event.listens_for(engine, "begin")
    def _set(connection: Connection) -> None:
        connection.execute(setting)


@contextmanager
def session_scope(factory: SessionFactory, project_id: uuid.UUID | None) -> Iterator[Session]:
    """One transaction: it is committed at the end, and rolled back on an exception.

    With a project, only the rows of this project are visible (row-level security). With None, a worker sees what is due
    in all projects. The first statement sets this, reads the time, and tests whether the pooled connection is alive; a
    closed one is replaced before any work is done.
    """
    with factory() as session:
        session.info[BEGAN_AT] = _begin(session, project_id)
        yield session
        session.commit()


_BEGIN = select(
    func.now(),
    func.set_config("role", bindparam("role", type_=Text), true()),
    func.set_config("app.project_id", bindparam("project", type_=Text), true()),
)


def begin_again(session: Session, project_id: uuid.UUID) -> None:
    """After a lost connection: begins the transaction on a living one. SQLAlchemy replaces all that are lost."""
    session.rollback()
    _begin(session, project_id)


def _begin(session: Session, project_id: uuid.UUID | None) -> datetime:
    scope = {
        "role": SYSTEM_ROLE if project_id is None else TENANT_ROLE,
        "project": "" if project_id is None else str(project_id),
    }
    try:
        began: datetime = session.execute(_BEGIN, scope).one()[0]
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        session.rollback()
        began = session.execute(_BEGIN, scope).one()[0]
    return began


Statement = tuple[str, Any]
"""SQL and its parameters, as psycopg takes them."""

_SCOPE = """
    SELECT now(), set_config('role', %s, true), set_config('app.project_id', %s, true),
        set_config('plan_cache_mode', 'force_generic_plan', true)
"""
"""Planning a statement anew costs more than running it: all of them look rows up by an index."""


def scope_statement(project_id: uuid.UUID) -> Statement:
    """What session_scope does first, as a statement to run with others. It returns the time."""
    return _SCOPE, [TENANT_ROLE, str(project_id)]


def execute_together(session: Session, statements: Sequence[Statement]) -> list[Sequence[Any]]:
    """Runs the statements in their order in one round trip (Postgres' pipeline mode). Returns the rows of each.

    They are not SQLAlchemy's: a batch of requests would spend most of its time on them. Raises DBAPIError.
    """
    connection = session.connection()
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    try:
        with driver.pipeline():
            cursors = [driver.execute(sql, parameters, prepare=True) for sql, parameters in statements]
    except psycopg.Error as error:
        lost = driver.closed
        if lost:
            connection.invalidate()
        raise DBAPIError.instance(
            "",
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=connection.dialect,
        ) from error
    return [cursor.fetchall() if cursor.description else [] for cursor in cursors]
