"""Long lists in the requested form: JSON in pages; NDJSON and CSV as a stream of all items."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Header, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are full-width, which spreadsheets of East Asian languages read as the others."""

FormQuery = Annotated[
    Literal["json", "ndjson", "csv"] | None,
    Query(alias="format", description="Takes precedence over the header `Accept`."),
]
AcceptHeader = Annotated[str, Header(max_length=500, include_in_schema=False)]


def documented_forms(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """`responses=` of a route with such a list."""
    return {
        200: {
            "model": model,
            "description": "JSON in pages; NDJSON and CSV as a stream of all items.",
            "content": {"application/x-ndjson": {}, "text/csv": {}},
        }
    }


def requested_form(form: str | None, accept: str) -> str:
    """The requested form: json, ndjson or csv."""
    if form is not None:
        return form
    if "application/x-ndjson" in accept:
        return "ndjson"
    return "csv" if "text/csv" in accept else "json"


def every_item(page: Callable[[str | None], tuple[Sequence[M], str | None]]) -> Iterator[M]:
    """All items of a list. `page` returns the items after a cursor, and the next cursor."""
    after: str | None = None
    while True:
        items, after = page(after)
        yield from items
        if after is None:
            return


def streamed(form: str, model: type[M], items: Iterator[M]) -> StreamingResponse:
    if form == "ndjson":
        lines = (item.model_dump_json() + "\n" for item in items)
        return StreamingResponse(lines, media_type="application/x-ndjson")
    headers = {"Content-Disposition": f'attachment; filename="{model.__name__.lower()}s.csv"'}
    return StreamingResponse(_csv(model, items), media_type="text/csv; charset=utf-8", headers=headers)


def _csv(model: type[M], items: Iterator[M]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(model.model_fields)
    for item in items:
        writer.writerow([_cell(value) for value in item.model_dump(mode="json").values()])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would read as a formula gets an apostrophe (OWASP, CSV injection)."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, dict) else value


IfNoneMatch = Annotated[str | None, Header(max_length=2_000)]
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Unchanged since that ETag."}}
"""Part of `responses=` of a route that checks If-None-Match."""


def matches(etag: str, if_none_match: str | None) -> bool:
    """Whether the client has this version (RFC 9110 section 13.1.2, weak comparison)."""
    tags = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return etag.removeprefix("W/") in tags or tags == ["*"]
