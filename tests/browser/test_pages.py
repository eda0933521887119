"""Every page, wide and on a phone, light and dark, full of hostile texts: accessible, no wider than the screen, and
without errors."""

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, WIDTHS, NewPage, Scheme
from tests.browser.evaluating import evaluate, start
from tests.browser.looking import too_wide, violations
from tests.browser.watching import Watch

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"
LONG = "W" * 140
ARABIC, HEBREW = "\u062a\u062c\u0631\u0628\u0629 \u0628\u062d\u062b", "\u05d7\u05d9\u05e4\u05d5\u05e9"
BACKWARDS = "\u202egnp.exe"
METRIC, COST = "<b>acc</b>[0].x'\"", "<u>cost</u>" + "M" * 50
SPACE = {
    "dimensions": [
        {"name": name, "type": "categorical", "options": [MARKUP, LONG, ARABIC, "a.b[0]\\'\"", "plain"]}
        for name in ("<i>op</i>{{7*7}}", "D" * 64, HEBREW, ARABIC)
    ]
}
JOB = "/dashboard/jobs/{job}"
PAGES = (
    *("/dashboard/jobs", "/dashboard/jobs/new", "/dashboard/jobs/new?like={job}", "/dashboard/jobs/new?mode=json"),
    *("/dashboard/operations", JOB, f"{JOB}/trials", f"{JOB}/trials/1", f"{JOB}/trials/9", f"{JOB}/analysis"),
    *(f"{JOB}/rounds", f"{JOB}/rounds/2", f"{JOB}/rounds/ranker-quality", f"{JOB}/settings", f"{JOB}/cancel"),
)
AXE_LOOKS = (("wide", "light"), ("phone", "dark"))
NOWHERE = (f"{JOB}/trials/99999", "/dashboard/nowhere")
ALIEN = "main :is(img, script, b:not(.foreign), i, u)"
"""What markup of a tenant would have made."""


@pytest.fixture(scope="module")
def job(live_api: str) -> str:
    """With a few results, failures, and rounds that were ranked; it goes on."""
    with httpx2.Client(base_url=live_api, timeout=30) as http:
        job = start(
            http,
            name=MARKUP + LONG,
            space=SPACE,
            objective={"metric": METRIC},
            strategy={"ranker": "surrogate", "warmup": 3, "pool": {"size": 16}},
            budget={"max_trials": 20},
            tags={"<b>k</b>": MARKUP, "T" * 64: "V" * 190, ARABIC: HEBREW},
        )
        evaluate(http, job, 8, metrics=(METRIC, COST))
        evaluate(http, job, 1, failing=f"{MARKUP}\n{BACKWARDS} {HEBREW}\n{LONG * 10}", worker="N" * 64)
        evaluate(http, job, 1, failing=LONG * 10)
    return job


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible(page: Page, job: str, path: str) -> None:
    page.goto(path.format(job=job))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    if path.startswith(JOB) and not path.endswith("/cancel"):
        expect(heading).to_have_text(MARKUP + LONG)
    expect(page.locator(ALIEN)).to_have_count(0)
    _looks_well(page)


@pytest.mark.parametrize("path", NOWHERE)
def test_the_not_found_page_is_accessible(page: Page, watches: list[Watch], job: str, path: str) -> None:
    page.goto(path.format(job=job))
    expect(page.get_by_role("link", name="All jobs")).to_be_visible()
    _looks_well(page)
    watches[0].expect("HTTP 404")


def _looks_well(page: Page) -> None:
    """Colours do not depend on the width, nor does the structure on colours: axe, which is slow, sees two looks."""
    for figure in page.locator("[data-figure]").all():
        figure.scroll_into_view_if_needed()
        expect(figure.locator("canvas, .plot[data-empty]")).to_be_attached()
    expect(page.locator("[data-lazy][aria-busy]")).to_have_count(0)
    for width, scheme in LOOKS:
        page.set_viewport_size(WIDTHS[width])
        page.emulate_media(color_scheme=scheme)
        assert too_wide(page) == [], (width, scheme)
        if (width, scheme) in AXE_LOOKS:
            assert violations(page) == [], (width, scheme)


@pytest.mark.parametrize(("system", "other"), [("light", "dark"), ("dark", "light")])
def test_pages_follow_the_chosen_theme(new_page: NewPage, live_api: str, system: Scheme, other: Scheme) -> None:
    page = new_page(live_api, scheme=system)
    page.goto("/dashboard/jobs")
    page.locator(".theme").get_by_role("button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", other)
    expect(page.locator(".theme").get_by_role("button")).to_have_text(system.capitalize())
