"""Every answer is one that the OpenAPI document promises: schemathesis with all its checks against a real process.

`make fuzz` runs the same for longer, with another seed each time.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import sessionmaker

from app.db.session import make_engine
from app.services.access.keys import MadeKey
from tests.keys import new_key
from tests.servers import ROOT, Servers
from tests.settings import settings_of
from tests.stack import running_api

EXAMPLES = int(os.environ.get("LMSEARCHER_TEST_FUZZ_EXAMPLES", "5"))
SEED = os.environ.get("LMSEARCHER_TEST_FUZZ_SEED", "1")
TIMEOUT_S = 60 + 10 * EXAMPLES


@pytest.fixture
def servers(database_url: str, redis_url: str) -> Servers:
    return Servers(database_url, redis_url).apart("contract", 4)


@pytest.fixture
def key(servers: Servers) -> Iterator[MadeKey]:
    engine = make_engine(settings_of(servers))
    yield new_key(sessionmaker(engine, expire_on_commit=False))
    engine.dispose()


@pytest.fixture
def api_url(servers: Servers, tmp_path: Path) -> Iterator[str]:
    """An API process alone, on an empty database, as in production."""
    environment = {
        "LMSEARCHER_LIMITS_EVENT_STREAM_S": "0.05",
        "LMSEARCHER_RANKING_WAIT_S": "0.05",
        "LMSEARCHER_ENVIRONMENT": "production",
    }
    with running_api(servers, log_dir=tmp_path, environment=environment) as api:
        yield api.url


def test_every_answer_is_a_documented_one(api_url: str, key: MadeKey, tmp_path: Path) -> None:
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{api_url}/openapi.json"),
        *("--checks", "all", "--continue-on-failure", "--max-examples", str(EXAMPLES), "--seed", SEED),
        *("--generation-database", "none", "--header", f"Authorization: Bearer {key.text}"),
    ]
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.system.contract_rules",
        "PYTHONPATH": str(ROOT),
        "LMSEARCHER_TEST_FUZZ_KEY": key.row.public_id,
    }
    found = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
