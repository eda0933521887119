"""Keyset pages: an opaque cursor contains the key of the last row seen, so every page costs the same."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from app.domain.errors import InvalidInput
from app.domain.text import storable

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A page of at most the requested limit; `next` is the cursor of the following page, None on the last page."""

    items: Sequence[Row]
    next: str | None


def cut(rows: Sequence[Row], limit: int, key: Callable[[Row], list[Any]]) -> Page[Row]:
    """Makes a page from the rows of a query with the limit `limit + 1`; `key` gives the values of a cursor."""
    items = rows[:limit]
    return Page(items, _encode(key(items[-1])) if len(rows) > limit else None)


def decode_cursor(cursor: str, kinds: Sequence[type]) -> list[Any]:
    """The values of a cursor. Raises InvalidInput for a text that is not a cursor of this service."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=="))
    except (binascii.Error, UnicodeError, ValueError, RecursionError):
        values = None
    if (
        not isinstance(values, list)
        or len(values) != len(kinds)
        or not all(type(v) is kind for v, kind in zip(values, kinds, strict=True))
        or any(isinstance(v, int) and abs(v) >= 2**31 for v in values)
        or any(isinstance(v, str) and storable(v) != v for v in values)
    ):
        raise no_cursor()
    return values


def no_cursor() -> InvalidInput:
    return InvalidInput.at("?after", "not a cursor of this list", "Pass the `next` of the page before, unchanged.")


def decode_moment(cursor: str) -> tuple[datetime, str]:
    """The time and the id of a cursor made by `moment`. Raises InvalidInput."""
    written, id_ = decode_cursor(cursor, [str, str])
    try:
        return datetime.fromisoformat(written), id_
    except ValueError:
        raise no_cursor() from None


def moment(at: datetime, id_: str) -> list[Any]:
    """The key of a list by time. Rows of the same time are ordered by their id."""
    return [at.isoformat(), id_]


def _encode(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
