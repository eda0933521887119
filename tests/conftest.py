"""Fixtures that all tests share: real servers (from wheels, or DATABASE_URL and REDIS_URL), and the app.

database, redis_url      servers, once a session; the schema is Alembic's
sessions                 transactions as the service has them; every test that uses it starts with empty tables
client                   HTTP client of the app in this process; `rank_due` plays the ranking worker, here too;
                         `call_due` and `sweep` the io worker
production               the same of an app in production mode, which asks for a key

The real processes are in tests/live.py, for tests/system and tests/browser alone.
"""

import os
from collections.abc import Callable, Iterator
from ipaddress import ip_network

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import Engine, make_url, text
from sqlalchemy.orm import sessionmaker

from app.db.base import Base
from app.db.session import SessionFactory, make_engine
from app.embedded.postgres import PostgresServer
from app.embedded.valkey import ValkeyServer
from app.settings import BrokerSettings, DatabaseSettings, LimitSettings, RankingSettings, Settings
from tests.builders import LOOPBACK
from tests.servers import Servers, migrate
from tests.settings import changed
from tests.stack import SECRET_KEYS
from workers.tasks import callbacks, deliveries, rounds
from workers.tasks import sweep as sweeping

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
BROKER_DATABASES = 8
"""Of a test process, so that two can share a server that is given."""

# Projects stay, and rows of audit_event cannot be deleted.
DELETED_FROM = [
    table.name for table in reversed(Base.metadata.sorted_tables) if table.name not in ("project", "audit_event")
]
EMPTY_TABLES = f"""
    LOCK TABLE {", ".join(DELETED_FROM)} IN ACCESS EXCLUSIVE MODE;
    TRUNCATE audit_event;
    {"; ".join(f"DELETE FROM {name}" for name in DELETED_FROM)}
"""  # noqa: S608
"""What the last test has left running waits, or is waited for. To truncate all tables would take 50 times as long."""


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The Makefile shares the tests among two processes: all that use the processes of `live` go to one of them,
    and the tests of a file stay together."""
    for item in items:
        group = "live" if "live" in getattr(item, "fixturenames", ()) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database; beside the one that is given, if one is."""
    given = os.environ.get("DATABASE_URL")
    if given:
        url = Servers(given, "").empty(WORKER)
        migrate(url)
        yield url
        return
    with PostgresServer(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        migrate(server.url)
        yield server.url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    given = os.environ.get("REDIS_URL")
    if given:
        first = BROKER_DATABASES * int(WORKER.removeprefix("gw"))
        yield make_url(given).set(database=str(first)).render_as_string(hide_password=False)
        return
    with ValkeyServer(tmp_path_factory.mktemp("valkey")) as server:
        yield server.url


@pytest.fixture(scope="session")
def settings(database_url: str, redis_url: str) -> Settings:
    return Settings(
        environment="embedded",
        database=DatabaseSettings(DATABASE_URL=database_url),
        broker=BrokerSettings(REDIS_URL=redis_url),
        ranking=RankingSettings(wait_s=0.3),
        limits=LimitSettings(event_stream_s=0.3),
        secret_keys=SecretStr(SECRET_KEYS),
        public_url=LOOPBACK,
    )


@pytest.fixture(scope="session")
def engine(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> SessionFactory:
    with engine.begin() as connection:
        connection.execute(text(EMPTY_TABLES))
    return sessionmaker(engine, expire_on_commit=False)


@pytest.fixture(scope="session")
def _app_client(settings: Settings) -> Iterator[TestClient]:
    from app.main import create_app  # noqa: PLC0415

    with TestClient(create_app(settings), LOOPBACK, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(_app_client: TestClient, sessions: SessionFactory) -> TestClient:
    return _app_client


@pytest.fixture(scope="session")
def _production_client(settings: Settings) -> Iterator[TestClient]:
    from app.main import create_app  # noqa: PLC0415

    local = {"allow_http": True, "subnets": (ip_network("127.0.0.0/8"),), "ports": (9,)}
    closed = changed(settings, environment="production", outbound=local)
    with TestClient(create_app(closed), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def production(_production_client: TestClient, sessions: SessionFactory) -> TestClient:
    return _production_client


@pytest.fixture
def _worker_environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker process reads its settings from the environment, when it first needs them."""
    monkeypatch.setenv("DATABASE_URL", settings.database.url)
    monkeypatch.setenv("REDIS_URL", settings.broker.url)
    monkeypatch.setenv("LMSEARCHER_ENVIRONMENT", "embedded")
    monkeypatch.setenv("LMSEARCHER_SECRET_KEYS", SECRET_KEYS)
    monkeypatch.setenv("LMSEARCHER_PUBLIC_URL", str(settings.public_url))


@pytest.fixture
def rank_due(_worker_environment: None) -> Callable[[], None]:
    """Ranks everything that is due, as a ranking worker does after a wake-up message."""
    run: Callable[[], None] = rounds.rank_due.run
    return run


@pytest.fixture
def call_due(_worker_environment: None) -> Callable[[], None]:
    """Sends all due callbacks, one after the other, as a thread of the io worker does."""
    run: Callable[[], None] = callbacks.call_due.run
    return run


@pytest.fixture
def deliver_due(_worker_environment: None) -> Callable[[], None]:
    """Sends every webhook message that is due, as the io worker does after a wake-up message."""
    run: Callable[[], None] = deliveries.deliver_due.run
    return run


@pytest.fixture
def sweep(_worker_environment: None) -> Callable[[], None]:
    """Sweeps once, as the io worker does at regular intervals."""
    run: Callable[[], None] = sweeping.sweep.run
    return run
