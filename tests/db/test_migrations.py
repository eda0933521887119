"""Migrations lead back as well as forth."""

from alembic import command
from sqlalchemy import create_engine, inspect, make_url

from app.schema_version import alembic_config
from tests.servers import Servers


def tables(database_url: str) -> set[str]:
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"))
    try:
        return {*inspect(engine).get_table_names()}
    finally:
        engine.dispose()


def test_down_and_up_again(database_url: str, redis_url: str) -> None:
    url = Servers(database_url, redis_url).apart("migrations", 0).database_url
    config, newest = alembic_config(url), tables(url)
    command.downgrade(config, "base")
    assert tables(url) == {"alembic_version"}
    command.upgrade(config, "head")
    assert tables(url) == newest
    command.check(config)
