"""Tests that start processes: stacks of their own, or the one that `live` shares."""

from tests.live import closed_api, live, live_api, live_sessions
from tests.sdk.conftest import _state_directory, space

__all__ = ["_state_directory", "closed_api", "live", "live_api", "live_sessions", "space"]
