"""Every page, wide and on a phone, light and dark: usable by everybody, no wider than the screen, and silent."""

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browser.conftest import LOOKS, Look, NewPage
from tests.dashboard.browser.evaluating import evaluate, start
from tests.dashboard.browser.looking import too_wide, violations

PAGES = (
    "/dashboard/jobs",
    "/dashboard/operations",
    "/dashboard/jobs/{job}",
    "/dashboard/jobs/{job}/rounds",
    "/dashboard/jobs/{job}/rounds/2",
)


@pytest.fixture(scope="module")
def job(live_api: str) -> str:
    """With a few results, a failure, and rounds that were ranked; it goes on."""
    with httpx2.Client(base_url=live_api, timeout=30) as http:
        job = start(http, name="Pages to look at", strategy={"ranker": "surrogate", "warmup": 3})
        evaluate(http, job, 8)
        evaluate(http, job, 1, failing="CUDA out of memory")
    return job


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
@pytest.mark.parametrize("path", PAGES)
def test_everybody_can_use_it(new_page: NewPage, live_api: str, job: str, path: str, look: Look) -> None:
    page = new_page(live_api, width=look[0], scheme=look[1])
    page.goto(path.format(job=job))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
    assert too_wide(page) == []


def test_a_page_follows_the_theme_that_was_chosen(page: Page) -> None:
    page.goto("/dashboard/jobs")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Light")).to_be_visible()
