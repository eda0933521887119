"""Tests that start processes: stacks of their own, or the one that `live_api` shares."""

from tests.live import live_api, live_servers

__all__ = ["live_api", "live_servers"]
