"""The small database that the auditor is tried on, once for each module."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import Session

from tests.chaos.finished import Database, Finished, finish
from tests.servers import Servers


@pytest.fixture(scope="module")
def engine(database_url: str, redis_url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    servers = Servers(database_url, redis_url).apart(request.module.__name__.rsplit(".", 1)[-1], 3)
    engine = create_engine(make_url(servers.database_url).set(drivername="postgresql+psycopg"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def finished(engine: Engine) -> Finished:
    with Session(engine) as session, session.begin():
        return finish(session)


@pytest.fixture
def database(engine: Engine, finished: Finished) -> Iterator[Database]:
    """Without the constraints that would refuse the damage; rolled back at the end."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with Session(connection) as session:
            driver.execute("DROP INDEX uq_round_one_planned")
            constraints = """SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname)
                FROM pg_constraint WHERE contype IN ('c', 'u') AND conrelid::regclass::text IN ('job', 'trial', 'round')
            """
            for (statement,) in driver.execute(constraints).fetchall():
                driver.execute(statement)
            yield Database(driver, session)
        connection.rollback()
