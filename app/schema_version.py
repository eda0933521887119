"""Upgrades the database to the newest schema, and reports its version."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text

import app

_SCRIPTS = Path(app.__file__).parent.parent / "migrations"
_LOCK_KEY = 0x4C4D5352  # "LMSR", an advisory lock of the whole database


@dataclass(frozen=True, slots=True)
class SchemaVersion:
    """Two revisions of the schema: the database's, which is None if it is empty, and the newest."""

    current: str | None
    newest: str | None

    @property
    def is_newest(self) -> bool:
        return self.current == self.newest


def upgrade(database_url: str) -> None:
    """Applies the missing revisions. It may run again.

    Only one process runs it at a time. Others that start at the same time wait, and then have nothing to do.
    """
    configuration = _scripts()
    with _connection(database_url) as connection, connection.begin():
        # The lock belongs to the transaction, because behind a PgBouncer the connection of a session may change.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")


def schema_version(database_url: str) -> SchemaVersion:
    """The version of the database. Raises sqlalchemy.exc.OperationalError if the database is unreachable."""
    with _connection(database_url) as connection:
        return SchemaVersion(MigrationContext.configure(connection).get_current_revision(), newest_revision())


@cache
def newest_revision() -> str | None:
    """The revision that this code needs."""
    return ScriptDirectory.from_config(_scripts()).get_current_head()


def alembic_config(database_url: str) -> Config:
    """The configuration of Alembic's commands for this database."""
    configuration = _scripts()
    configuration.attributes["database_url"] = database_url
    return configuration


def _connection(database_url: str) -> Connection:
    engine = create_engine(database_url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    return engine.connect()


def _scripts() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return configuration
