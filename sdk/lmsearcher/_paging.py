"""Walks through the pages of a list."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
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


async def iterate_pages_async(fetch: Callable[[str | None], Awaitable[Page[Item]]]) -> AsyncIterator[Item]:
    """As iterate_pages()."""
    after: str | None = None
    while True:
        page = await fetch(after)
        for item in page.items:
            yield item
        if page.next is None or page.next == after:
            return
        after = page.next
