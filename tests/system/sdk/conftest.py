"""A client of the real stack."""

from collections.abc import Iterator

import pytest
from lmsearcher import Client


@pytest.fixture
def service(live_api: str) -> Iterator[Client]:
    with Client(live_api) as client:
        yield client
