"""The real processes that tests of tests/system and tests/browser share: API, ranking and io worker, beat.

live_servers   the database and the broker that they use, apart from those of the other tests
live_api       the address of the API; nobody empties its database, so a test looks at jobs of its own only
"""

from collections.abc import Iterator

import pytest

from tests.servers import Servers
from tests.stack import running_stack


@pytest.fixture(scope="session")
def live_servers(database_url: str, redis_url: str) -> Servers:
    return Servers(database_url, redis_url).apart("live", 1)


@pytest.fixture(scope="session")
def live_api(live_servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_stack(live_servers, log_dir=tmp_path_factory.mktemp("stack")) as stack:
        yield stack.url
