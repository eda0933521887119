"""Entity tags: of answers that are made anew only when something has changed."""

from typing import Annotated, Any

from fastapi import Header

IfNoneMatch = Annotated[str | None, Header(max_length=2_000)]
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Unchanged since that ETag."}}
"""Part of `responses=` of such a route."""


def matches(etag: str, if_none_match: str | None) -> bool:
    """RFC 9110 section 13.1.2, weak comparison."""
    tags = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return etag.removeprefix("W/") in tags or tags == ["*"]
