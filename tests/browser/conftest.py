"""A real browser on the real stack. A page that complains (watching.py) fails its test.

chromium       the browser, once a module: Playwright keeps an event loop running in this thread, where tests of other
               modules start their own
new_page       makes a page: wide or of a phone, light or dark
page           a wide and light one
"""

from collections.abc import Iterator
from typing import Literal, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from benchmarks.chromium import WHERE_FROM, find_chromium, launch
from tests.browser.watching import Watch
from tests.live import closed_api, live, live_api, live_sessions

__all__ = ["closed_api", "live", "live_api", "live_sessions"]

WIDTHS = {"wide": ViewportSize(width=1400, height=900), "phone": ViewportSize(width=390, height=844)}
TIMEOUT_MS = 15_000

Width = Literal["wide", "phone"]
Scheme = Literal["light", "dark"]
Look = tuple[Width, Scheme]
LOOKS: tuple[Look, ...] = (("wide", "light"), ("wide", "dark"), ("phone", "light"), ("phone", "dark"))


class NewPage(Protocol):
    def __call__(self, base_url: str, *, width: Width = "wide", scheme: Scheme = "light") -> Page:
        """base_url: what the addresses that it goes to are relative to."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.fail(WHERE_FROM)
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        yield browser
        browser.close()


@pytest.fixture
def watches() -> list[Watch]:
    """Of all pages of the test."""
    return []


@pytest.fixture
def new_page(chromium: Browser, watches: list[Watch]) -> Iterator[NewPage]:
    contexts: list[BrowserContext] = []

    def new(base_url: str, *, width: Width = "wide", scheme: Scheme = "light") -> Page:
        context = chromium.new_context(
            base_url=base_url,
            viewport=WIDTHS[width],
            color_scheme=scheme,
            is_mobile=width == "phone",
            has_touch=width == "phone",
            locale="en-GB",
            timezone_id="UTC",
            reduced_motion="reduce",
        )
        context.set_default_timeout(TIMEOUT_MS)
        contexts.append(context)
        watches.append(Watch(context))
        return context.new_page()

    yield new
    for context in contexts:
        context.close()
    complaints = [complaint for watch in watches for complaint in watch.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(new_page: NewPage, live_api: str) -> Page:
    return new_page(live_api)
