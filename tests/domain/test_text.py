"""Text that comes from outside can be stored; times are written one way."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.domain.text import rfc3339, storable


@pytest.mark.parametrize(
    ("text", "stored"),
    [("plain", "plain"), ("a\0b", "a\ufffdb"), ("a\ud800b", "a?b"), ("\U0001f600 é", "\U0001f600 é"), ("", "")],
)
def test_what_postgres_cannot_store_is_replaced(text: str, stored: str) -> None:
    assert storable(text) == stored


def test_times_are_written_in_utc_with_a_z() -> None:
    at = datetime(2026, 11, 24, 14, 0, 0, 1_500, timezone(timedelta(hours=2)))
    assert rfc3339(at) == "2026-11-24T12:00:00.001500Z"
    assert rfc3339(at, "milliseconds") == "2026-11-24T12:00:00.001Z"
    assert rfc3339(datetime(2026, 11, 24, tzinfo=UTC)) == "2026-11-24T00:00:00Z"
