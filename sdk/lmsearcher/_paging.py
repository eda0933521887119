"""Walks through the pages of a list."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from lmsearcher.models import Page

Item = TypeVar("Item")


def iterate_pages(fetch: Callable[[str | None], Page[Item]]) -> Iterator[Item]:
    """Every item, in order. fetch: gets the page after a cursor; None is the first. Ends if a cursor does not move."""
    after: str | None = None
    while True:
        page = fetch(after)
        yield from page.items
        if page.next is None or page.next == after:
            return
        after = page.next
