"""Migrations lead back as well as forth."""

from alembic import command

from app.schema_version import alembic_config
from tests.db.dumps import dump, schema
from tests.servers import Servers


def test_down_leaves_nothing_and_up_again_gives_the_same(database_url: str, redis_url: str) -> None:
    servers = Servers(database_url, redis_url)
    url, unmigrated = servers.apart("migrations", 0).database_url, servers.empty("unmigrated")
    config, newest = alembic_config(url), schema(url)
    assert "CREATE POLICY tenant ON public.trial" in newest
    command.downgrade(config, "base")
    command.ensure_version(alembic_config(unmigrated))
    assert dump(url) == dump(unmigrated)
    command.upgrade(config, "head")
    assert schema(url) == newest
    command.check(config)
