"""The real processes that tests of tests/system and tests/browser share: API, ranking and io worker, beat.

live         the stack and its servers; its database is never emptied, so a test looks at jobs of its own only
live_api     the address of its API, which asks for no key
closed_api   the address of a second API of the same stack, in production mode, which asks for one
live_sessions   transactions on its database, to make projects and keys
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import sessionmaker

from app.db.session import SessionFactory
from tests.servers import Servers
from tests.stack import Stack, running_api, running_stack


@dataclass(frozen=True, slots=True)
class Live:
    stack: Stack
    servers: Servers
    tiny_model: Path
    """Where a test puts the model that is configured as `llm:tiny`."""


@pytest.fixture(scope="session")
def live(database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    servers = Servers(database_url, redis_url).apart("live", 1)
    folder = tmp_path_factory.mktemp("live")
    environment = {
        "LMSEARCHER_RANKING_LLMS": json.dumps({"tiny": str(folder / "tiny")}),
        "LMSEARCHER_BROKER_SWEEP_INTERVAL_S": "0.2",
    }
    with running_stack(servers, log_dir=folder / "logs", environment=environment) as stack:
        yield Live(stack, servers, folder / "tiny")


@pytest.fixture(scope="session")
def live_api(live: Live) -> str:
    return live.stack.url


@pytest.fixture(scope="session")
def closed_api(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    environment = {"LMSEARCHER_ENVIRONMENT": "production"}
    with running_api(live.servers, log_dir=tmp_path_factory.mktemp("closed"), environment=environment) as api:
        yield api.url


@pytest.fixture(scope="session")
def live_sessions(live: Live) -> Iterator[SessionFactory]:
    """To make keys with."""
    engine = create_engine(make_url(live.servers.database_url).set(drivername="postgresql+psycopg"))
    yield sessionmaker(engine, expire_on_commit=False)
    engine.dispose()
