"""The main steps with a keyboard only: submit a search, watch it, look at its rounds, end it."""

import json
import re

import httpx2
from playwright.sync_api import Page, expect

from tests.browser.evaluating import evaluate, start
from tests.browser.looking import tab_to
from tests.builders import CELLS


def _type_into(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def test_a_search_from_its_form_to_its_end(page: Page, live_api: str) -> None:
    page.goto("/dashboard/jobs")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="New job"), most=2)
    page.keyboard.press("Enter")

    _type_into(page, "Name", "by keyboard")
    _type_into(page, "Metric", "acc")
    _type_into(page, "Search space", json.dumps(CELLS))
    expect(page.get_by_role("status", name="Check of the space")).to_contain_text("NCodes of 6 digits")
    _type_into(page, "Trials", "12")
    tab_to(page, page.get_by_label("Ranker", exact=True))
    page.keyboard.type("surrogate")
    _type_into(page, "Random trials (warm-up)", "3")
    tab_to(page, page.get_by_role("button", name="Create job"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("by keyboard")

    page.evaluate("window.sameDocument = true")
    job = page.url.rstrip("/").rsplit("/", 1)[-1]
    with httpx2.Client(base_url=live_api, timeout=30) as http:
        evaluate(http, job, 5)
    expect(page.locator("#tiles > div", has_text="Finished trials")).to_contain_text("5of 12")
    assert page.evaluate("window.sameDocument"), "without being loaded anew"

    tab_to(page, page.get_by_label("Job", exact=True).get_by_role("link", name="Trials"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("columnheader", name="Score").get_by_role("link"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Score")).to_have_attribute("aria-sort", "ascending")
    tab_to(page, page.locator("#more-1 summary"))
    page.keyboard.press("Enter")
    expect(page.locator("#more-1")).to_have_attribute("open", "")

    tab_to(page, page.get_by_label("Job", exact=True).get_by_role("link", name="Rounds"))
    page.keyboard.press("Enter")
    expect(page.locator("#ranker-quality")).to_contain_text("Only evaluated candidates have a true score")
    tab_to(page, page.get_by_label("Table of rounds").get_by_role("link", name="2", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Round 2")).to_be_visible()
    expect(page.get_by_label("Candidates").locator("tr.chosen")).to_have_count(1)

    opener, dialog = page.get_by_role("link", name="Cancel\u2026"), page.get_by_role("dialog")
    tab_to(page, opener)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("link", name="Keep the job")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, dialog.get_by_role("button", name="Cancel the job"), most=1)
    page.keyboard.press("Enter")
    expect(page.locator("#heading .state")).to_have_text("cancelled")


def test_the_other_pages_of_a_job(page: Page, live_api: str) -> None:
    with httpx2.Client(base_url=live_api, timeout=30) as http:
        job = start(http, strategy={"ranker": "surrogate", "warmup": 3}, budget={"max_trials": 20})
        evaluate(http, job, 6, metrics=("acc", "cost", "watts"))
    tabs, base = page.get_by_label("Job", exact=True), f"/dashboard/jobs/{job}"
    page.goto(f"{base}/trials/3")
    tab_to(page, page.get_by_role("link", name="Trial 2"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Trial 2")).to_be_visible()
    expect(page.get_by_role("link", name="Trial 1")).to_be_visible()

    tab_to(page, tabs.get_by_role("link", name="Analysis"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("select[name=metric]"))
    page.keyboard.type("watts")
    tab_to(page, page.get_by_role("button", name="Show"), most=2)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("metric=watts"))
    page.locator("[data-figure*=tradeoff]").scroll_into_view_if_needed()
    expect(page.locator("[data-figure*=tradeoff] .reading")).to_contain_text("watts")
    tab_to(page, page.get_by_role("region", name="Options of the dimensions"))

    tab_to(page, tabs.get_by_role("link", name="Settings"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Copy JSON"))
    page.keyboard.press("Enter")
    expect(page.locator("#copied")).to_have_text(re.compile("Copied|Selected"))

    tab_to(page, page.get_by_label("Main").get_by_role("link", name="Operations"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Operations")
    tab_to(page, page.get_by_role("region", name="Workers"))
    tab_to(page, page.get_by_role("button", name="Dark"))
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
