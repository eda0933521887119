"""The API reference in a browser without the internet: every operation is there, and nothing is refused."""

import httpx2
import pytest
from playwright.sync_api import Page, expect

VERBS = {"get", "post", "patch", "delete"}


@pytest.fixture
def operations(live_api: str) -> list[str]:
    paths = httpx2.get(f"{live_api}/openapi.json", timeout=30).json()["paths"]
    return [operation["operationId"] for verbs in paths.values() for verb, operation in verbs.items() if verb in VERBS]


def test_swagger_ui_shows_all_operations_and_sends_requests(page: Page, operations: list[str]) -> None:
    page.goto("/docs")
    expect(page.locator(".opblock")).to_have_count(len(operations))
    block = page.locator("#operations-jobs-list_jobs")
    block.get_by_role("button").first.click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    expect(block.locator(".live-responses-table .response .response-col_status")).to_have_text("200")


def test_redoc_shows_all_operations(page: Page, operations: list[str]) -> None:
    page.goto("/redoc")
    expect(page.locator('[id^="operation/"]')).to_have_count(len(operations))
    page.get_by_role("menuitem", name="trials").click()
    page.get_by_role("menuitem", name="Lease Trials").click()
    expect(page.get_by_role("heading", name="Lease Trials")).to_be_in_viewport()
    expect(page.locator(".menu-content")).to_have_css("position", "sticky")


@pytest.mark.parametrize(("path", "shown"), [("/docs", ".opblock"), ("/redoc", '[id^="operation/"]')])
def test_reference_pages_load_from_this_server_only(page: Page, live_api: str, path: str, shown: str) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(path)
    expect(page.locator(shown).first).to_be_visible()
    assert f"{live_api}/openapi.json" in requested
    assert [url for url in requested if not url.startswith((f"{live_api}/", "data:"))] == []
