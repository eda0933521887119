"""A client of the real stack."""

from collections.abc import Iterator

import pytest
from lmsearcher import Client

from tests.sdk.conftest import _state_directory, space

__all__ = ["_state_directory", "service", "space"]


@pytest.fixture
def service(live_api: str) -> Iterator[Client]:
    with Client(live_api) as client:
        yield client
