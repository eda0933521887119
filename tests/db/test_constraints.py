"""The check constraints of the migrated database are those of the models, and so of the domain's enumerations.

Alembic does not compare check constraints.
"""

import re
from enum import StrEnum

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from app.db.base import Base
from app.db.enums import EnumText
from app.db.models import Job
from app.domain.ranking import LoadState
from tests.servers import Servers

_CHECKS = text("""
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace
""")


def checks(connection: Connection) -> dict[tuple[str, str], str]:
    return {(table, name): definition for table, name, definition in connection.execute(_CHECKS)}


@pytest.fixture
def made_of_models(database_url: str, redis_url: str) -> dict[tuple[str, str], str]:
    url = make_url(Servers(database_url, redis_url).empty("models")).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            Base.metadata.create_all(connection)
            return checks(connection)
    finally:
        engine.dispose()


def test_the_migrations_give_the_constraints_of_the_models(
    engine: Engine, made_of_models: dict[tuple[str, str], str]
) -> None:
    with engine.connect() as connection:
        assert checks(connection) == made_of_models


ENUMS = [
    pytest.param(table.name, column.name, column.type.members, id=f"{table.name}.{column.name}")
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, EnumText)
]


@pytest.mark.parametrize(("table", "column", "members"), ENUMS)
def test_a_column_allows_members_alone(engine: Engine, table: str, column: str, members: type[StrEnum]) -> None:
    with engine.connect() as connection:
        definition = checks(connection)[table, f"ck_{table}_{column}"]
    assert {*re.findall(r"'(\w+)'::text", definition)} == {*members} - {LoadState.NOT_LOADED}


def test_a_word_that_is_no_member_is_refused_before_it_is_sent(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(StatementError, match="'lost' is not a valid JobState"):
        session.query(Job).filter(Job.state == "lost").all()
