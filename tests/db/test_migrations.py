"""Migrations lead back as well as forth."""

from sqlalchemy import create_engine, inspect, make_url

from tests.servers import Servers, alembic


def tables(database_url: str) -> set[str]:
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"))
    try:
        return {*inspect(engine).get_table_names()}
    finally:
        engine.dispose()


def test_down_and_up_again(database_url: str, redis_url: str) -> None:
    url = Servers(database_url, redis_url).apart("migrations", 0).database_url
    newest = tables(url)
    alembic(url, "downgrade", "base")
    assert tables(url) == {"alembic_version"}
    alembic(url, "upgrade", "head")
    assert tables(url) == newest
    alembic(url, "check")
