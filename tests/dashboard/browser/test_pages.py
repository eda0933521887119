"""Every page, wide and on a phone, light and dark: usable by everybody, no wider than the screen, and silent."""

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.builders import job_body
from tests.dashboard.browser.conftest import LOOKS, Look, NewPage
from tests.dashboard.browser.looking import too_wide, violations

PAGES = ("/dashboard/jobs", "/dashboard/operations")


@pytest.fixture(scope="module")
def job(live_api: str) -> str:
    answer = httpx2.post(f"{live_api}/v1/jobs", json=job_body(name="Pages to look at"), timeout=30)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


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
