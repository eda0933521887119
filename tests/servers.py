"""The database and the broker of a group of tests. Groups that run worker processes live apart from the others:
a worker takes whatever is due in its database."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from app import schema_version

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Servers:
    """A migrated database, and a numbered database of the broker."""

    database_url: str
    redis_url: str

    def apart(self, name: str, number: int) -> "Servers":
        """A new, migrated database on the same server, and the broker's database that is `number` further."""
        database_url = _new_database(self.database_url, name, template=_template(self.database_url))
        url = make_url(self.redis_url)
        broker = url.set(database=str(int(url.database or 0) + number))
        return Servers(database_url, broker.render_as_string(hide_password=False))

    def empty(self, name: str) -> str:
        """The address of a new database without a schema."""
        return _new_database(self.database_url, name, template="template1")


def migrate(database_url: str) -> None:
    """The newest schema, as `lmsearcher-server migrate` makes it."""
    schema_version.upgrade(database_url)


@cache
def _template(database_url: str) -> str:
    """The name of a migrated database that nothing connects to: copies of it need no migration."""
    template_url = _new_database(database_url, "template", template="template1")
    migrate(template_url)
    return str(make_url(template_url).database)


def _new_database(beside: str, name: str, *, template: str) -> str:
    """Replaces what an earlier session may have left."""
    url = make_url(beside)
    database = f"{url.database}_{name}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(beside, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
        connection.execute(create.format(sql.Identifier(database), sql.Identifier(template)))
    return url.set(database=database).render_as_string(hide_password=False)
