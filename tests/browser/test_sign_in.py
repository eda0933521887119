"""In production mode the dashboard asks for a key, forgets it, and shows what the key may do."""

from dataclasses import dataclass

import httpx2
import pytest
from playwright.sync_api import Page, expect

from app.db.session import SessionFactory
from app.domain.keys import Scope
from tests.browser.conftest import LOOKS, Look, NewPage
from tests.browser.looking import too_wide, violations
from tests.browser.watching import Watch
from tests.builders import job_body
from tests.keys import bearer, new_key, new_project


@dataclass(frozen=True, slots=True)
class Closed:
    """An installation that asks for a key; keys, and the id of a job."""

    url: str
    admin: str
    reader: str
    job: str


@pytest.fixture(scope="module")
def closed(closed_api: str, live_sessions: SessionFactory) -> Closed:
    project_id = new_project(live_sessions)
    admin = new_key(live_sessions, project_id=project_id).text
    reader = new_key(live_sessions, Scope.READ, project_id=project_id).text
    body = job_body(name="Closed to others")
    made = httpx2.post(f"{closed_api}/v1/jobs", json=body, headers=bearer(admin), timeout=30)
    assert made.status_code == 201, made.text
    return Closed(closed_api, admin, reader, made.json()["id"])


def sign_in(page: Page, key: str) -> None:
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()


def test_signing_in_opens_the_requested_page(new_page: NewPage, closed: Closed) -> None:
    page = new_page(closed.url)
    page.goto("/dashboard/operations")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(page, closed.admin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Operations")
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="Sign out").click()
    page.goto("/dashboard/jobs")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_wrong_key_message_is_accessible(new_page: NewPage, closed: Closed, watches: list[Watch]) -> None:
    page = new_page(closed.url)
    page.goto("/dashboard/sign-in")
    sign_in(page, "lmsk_test_wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("API key")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    watches[0].expect("HTTP 401")


def test_a_reader_sees_no_job_actions(new_page: NewPage, closed: Closed) -> None:
    page = new_page(closed.url)
    page.goto(f"/dashboard/jobs/{closed.job}")
    sign_in(page, closed.reader)
    expect(page.get_by_role("heading", level=1)).to_have_text("Closed to others")
    verbs = page.locator(
        "main button:not([data-copy]), main form[method=post], main a[href*='/new'], main a[href$='/cancel']"
    )
    expect(verbs).to_have_count(0)
    page.goto("/dashboard/jobs")
    expect(page.get_by_role("link", name="Closed to others")).to_be_visible()
    expect(page.get_by_role("link", name="New job")).to_have_count(0)
    page.goto("/dashboard/operations")
    expect(page.get_by_text("(scope admin only)").first).to_be_visible()


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_the_sign_in_page_is_accessible(new_page: NewPage, closed: Closed, look: Look) -> None:
    page = new_page(closed.url, width=look[0], scheme=look[1])
    page.goto("/dashboard/sign-in")
    assert violations(page) == []
    assert too_wide(page) == []
    page.get_by_label("API key").press_sequentially(closed.reader)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs")
