"""Text in forms that others accept: what a database can store, and times in RFC 3339."""

from datetime import UTC, datetime


def storable(text: str) -> str:
    """The text without what Postgres cannot store: NUL and lone surrogates are replaced."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def rfc3339(at: datetime, timespec: str = "auto") -> str:
    """The time in UTC as the API writes it, with a Z at the end; `timespec` is that of `datetime.isoformat`."""
    return at.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")
