"""Upgrades the database to the newest schema, and reports how far behind it is."""

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
    """Revisions; `current` is None in an empty database."""

    current: str | None
    newest: str | None

    @property
    def is_newest(self) -> bool:
        return self.current == self.newest


def upgrade(database_url: str) -> None:
    """Applies the revisions that are missing; may be repeated.

    One process at a time: others that start at the same moment wait, and then find nothing to do.
    """
    configuration = _scripts()
    with _connection(database_url) as connection, connection.begin():
        # A lock of the transaction, not of the session: the session's connection may change behind a PgBouncer.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")


def schema_version(database_url: str) -> SchemaVersion:
    """Raises sqlalchemy.exc.OperationalError when the database cannot be reached."""
    with _connection(database_url) as connection:
        return SchemaVersion(MigrationContext.configure(connection).get_current_revision(), newest_revision())


@cache
def newest_revision() -> str | None:
    """That this code was written for."""
    return ScriptDirectory.from_config(_scripts()).get_current_head()


def alembic_config(database_url: str) -> Config:
    """For Alembic's commands on this database."""
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
