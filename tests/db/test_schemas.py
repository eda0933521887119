"""Databases of released versions (tests/db/schemas) come to the newest schema with all their rows."""

import psycopg
import pytest
from alembic import command
from fastapi.testclient import TestClient

from app import __version__, schema_version
from app.main import create_app
from app.settings import Settings
from tests.builders import LOOPBACK
from tests.db.dumps import rows_of_tables, schema
from tests.db.schema_fixture import SCHEMAS
from tests.servers import Servers
from tests.settings import changed


def test_this_version_has_a_dump() -> None:
    assert (SCHEMAS / f"{__version__}.sql").exists()


@pytest.fixture(params=sorted(path.stem for path in SCHEMAS.glob("*.sql")))
def upgraded(request: pytest.FixtureRequest, database_url: str, redis_url: str) -> str:
    """The address of a database that was brought from this version to the newest schema."""
    url = Servers(database_url, redis_url).empty("released")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute((SCHEMAS / f"{request.param}.sql").read_bytes())
    before = rows_of_tables(url)
    assert min(before.values()) > 0
    schema_version.upgrade(url)
    after = rows_of_tables(url)
    assert {table: rows for table, rows in after.items() if table in before} == before
    return url


def test_an_upgraded_schema_is_that_of_a_new_database(upgraded: str, database_url: str) -> None:
    """If it differs, and the first revision was changed because nothing is released: `make schema-fixture`."""
    assert schema(upgraded) == schema(database_url)
    command.check(schema_version.alembic_config(upgraded))


def test_a_search_goes_on_after_the_upgrade(upgraded: str, settings: Settings) -> None:
    app = create_app(changed(settings, database={"url": upgraded}))
    with TestClient(app, LOOPBACK) as client:
        jobs = {job["name"]: job for job in client.get("/v1/jobs").json()["items"]}
        assert {name: job["state"] for name, job in jobs.items()} == {
            "ended": "completed",
            "running": "running",
            "lost": "running",
            "called": "running",
        }
        for part in ("", "/rounds", "/rounds/2", "/trials", "/history"):
            assert client.get(f"/v1/jobs/{jobs['ended']['id']}{part}").status_code == 200, part
        leased = client.post(f"/v1/jobs/{jobs['running']['id']}/trials/lease", json={"worker": "w"}).json()
        [trial] = leased["trials"]
        result = {"lease_token": trial["lease"]["token"], "state": "completed", "metrics": {"acc": 1.0}}
        assert client.post(f"/v1/trials/{trial['id']}/result", json=result).json()["trial"]["state"] == "completed"
