"""Everything works through PgBouncer in transaction mode, where no statement knows what connection it will get."""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
from lmsearcher import Client, SearchSpace
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import sessionmaker

from app.db.models import DEFAULT_PROJECT_ID
from app.db.repositories.credentials import CredentialRepository
from app.db.session import TENANT_ROLE, SessionFactory, make_engine, session_scope
from app.schema_version import schema_version, upgrade
from app.settings import BrokerSettings, DatabaseSettings, Settings
from tests.keys import new_key, new_project
from tests.servers import Servers
from tests.stack import running_stack
from tests.system.logins import logins_of_the_guide
from tests.system.pgbouncer import PgBouncer, running_pgbouncer

CONNECTIONS = 2
"""To Postgres: fewer than clients, so that each connection serves all of them in turn."""
OWN_PARAMETERS = {"statement_timeout": "15s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "30s"}
CLIENTS, TRIALS = 4, 24


@pytest.fixture(scope="module")
def servers(database_url: str, redis_url: str) -> Servers:
    return Servers(database_url, redis_url).apart("pgbouncer", 8)


@pytest.fixture(scope="module")
def logins(servers: Servers) -> Iterator[dict[str, str]]:
    with logins_of_the_guide(servers.database_url, prefix="test_pgbouncer_") as logins:
        yield logins


@pytest.fixture(scope="module")
def bouncer(servers: Servers, logins: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[PgBouncer]:
    folder = tmp_path_factory.mktemp("pgbouncer")
    with running_pgbouncer([servers.database_url, *logins.values()], folder, connections=CONNECTIONS) as bouncer:
        yield bouncer


@pytest.fixture
def engine(bouncer: PgBouncer, logins: dict[str, str]) -> Iterator[Engine]:
    """As the API makes it."""
    engine = make_engine(settings(bouncer.url(logins["api"]), pgbouncer=True), role=TENANT_ROLE)
    yield engine
    engine.dispose()


def settings(database_url: str, *, pgbouncer: bool) -> Settings:
    return Settings(
        database=DatabaseSettings(DATABASE_URL=database_url, pgbouncer=pgbouncer),
        broker=BrokerSettings(REDIS_URL="redis://unused"),
    )


def test_migrations_that_start_together_succeed_and_leave_no_lock(bouncer: PgBouncer, servers: Servers) -> None:
    empty_database = servers.empty("migrated")
    url = bouncer.url(empty_database)
    in_parallel([partial(upgrade, url)] * CONNECTIONS)
    assert schema_version(url).is_newest
    with psycopg.connect(empty_database) as direct:
        assert direct.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone() == (0,)


def test_without_the_setting_pgbouncer_refuses(bouncer: PgBouncer, servers: Servers) -> None:
    engine = make_engine(settings(bouncer.url(servers.database_url), pgbouncer=False))
    with pytest.raises(OperationalError, match="unsupported startup parameter: options"):
        engine.connect()


def test_role_and_timeouts_hold_in_a_transaction_and_end_with_it(engine: Engine) -> None:
    expected = {**OWN_PARAMETERS, "role": TENANT_ROLE}
    show = text("SELECT name, setting FROM unnest(CAST(:names AS text[])) name, current_setting(name) setting")
    with engine.begin() as connection:
        assert dict(connection.execute(show, {"names": list(expected)}).all()) == expected
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as other:
        for _ in range(2 * CONNECTIONS):
            found = [(row.name, row.setting) for row in other.execute(show, {"names": list(expected)})]
            assert [name for name, setting in found if setting == expected[name]] == []


def test_a_statement_that_runs_for_too_long_is_ended(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL statement_timeout = '100ms'"))
        with pytest.raises(OperationalError, match="statement timeout"):
            connection.execute(text("SELECT pg_sleep(5)"))


def test_connections_that_postgres_has_ended_are_replaced(engine: Engine, servers: Servers) -> None:
    sessions, credentials = sessionmaker(engine), CredentialRepository(engine)

    def end_connections() -> None:
        with psycopg.connect(servers.database_url) as direct:
            direct.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'test_pgbouncer%'"
            )

    uses: list[Callable[[], object]] = [partial(credentials.key, "nobody"), partial(count_jobs, sessions)]
    for use in uses:
        use()
        end_connections()
        use()


def test_clients_search_side_by_side(
    bouncer: PgBouncer, servers: Servers, logins: dict[str, str], tmp_path: Path
) -> None:
    environment = {
        "DATABASE_URL": bouncer.url(logins["worker"]),
        "LMSEARCHER_DATABASE_PGBOUNCER": "true",
        "LMSEARCHER_BROKER_SWEEP_INTERVAL_S": "0.5",
    }
    api_environment = {"DATABASE_URL": bouncer.url(logins["api"]), "LMSEARCHER_ENVIRONMENT": "production"}
    space = SearchSpace().categorical("op", ["none", "conv", "pool", "sep"]).integer("depth", 1, 12)
    with (
        running_stack(servers, log_dir=tmp_path, environment=environment, api_environment=api_environment) as stack,
        Client(stack.url, api_key=admin_key(servers)) as client,
    ):
        jobs = [
            client.jobs.create(space=space, metric="acc", max_trials=TRIALS, warmup=4, ranker="surrogate", seed=seed)
            for seed in range(2)
        ]
        in_parallel([partial(job.evaluate, depth, workers=CLIENTS) for job in jobs])
        for job in jobs:
            assert job.refresh().state == "completed"
            assert {trial.state for trial in job.trials()} == {"completed"}
            assert {r.fallback_reason for r in job.rounds()} == {None}
        assert httpx2.get(f"{stack.url}/readyz").status_code == 200
    for name in ("api", "io", "ranking"):
        log = (tmp_path / f"{name}.log").read_text()
        assert re.findall(r".*(?:prepared statement|permission denied|\"level\": \"error\").*", log) == []


def in_parallel(calls: Sequence[Callable[[], object]]) -> None:
    with ThreadPoolExecutor(len(calls)) as threads:
        for done in [threads.submit(call) for call in calls]:
            done.result()


def depth(architecture: dict[str, Any]) -> float:
    return float(architecture["depth"])


def admin_key(servers: Servers) -> str:
    """An admin's, of a project of its own."""
    engine = create_engine(make_url(servers.database_url).set(drivername="postgresql+psycopg"))
    sessions = sessionmaker(engine, expire_on_commit=False)
    key = new_key(sessions, project_id=new_project(sessions))
    engine.dispose()
    return key.text


def count_jobs(sessions: SessionFactory) -> None:
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        session.execute(text("SELECT count(*) FROM job"))
