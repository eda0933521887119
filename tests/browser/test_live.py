"""A page that stays open: it follows its job without being loaded anew, keeps what people did to it, and lasts."""

import re
import time
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewPage
from tests.builders import job_body

Json = dict[str, Any]
REFRESHES = 100
MEASURED = ("Nodes", "JSHeapUsedSize", "JSEventListeners", "Documents")


@pytest.fixture
def job(live_api: str) -> Json:
    strategy = {"ranker": "surrogate", "warmup": 20}
    body = job_body(name="live", strategy=strategy, budget={"max_trials": 400, "max_parallel": 20})
    answer = httpx2.post(f"{live_api}/v1/jobs", json=body, timeout=30)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def _work(live_api: str, job: Json, score: float = 0.5) -> None:
    url = f"{live_api}/v1/jobs/{job['id']}/trials/lease"
    [trial] = httpx2.post(url, json={"worker": "w", "wait_s": 10}, timeout=30).json()["trials"]
    body = {"lease_token": trial["lease"]["token"], "state": "completed", "metrics": {"acc": score}}
    assert httpx2.post(f"{live_api}/v1/trials/{trial['id']}/result", json=body, timeout=30).status_code == 200


def _verb(live_api: str, job: Json, verb: str) -> None:
    assert httpx2.post(f"{live_api}/v1/jobs/{job['id']}/{verb}", timeout=30).status_code == 200


def _refresh_fast(page: Page) -> None:
    """It polls, and time runs faster in the page's own script; everything else is as it is."""

    def shorten(route: Route) -> None:
        answer = route.fetch()
        script = re.sub(r"(LEAST_MS|POLL_MS|SIGN_MS) = (\d+)", lambda m: f"{m[1]} = {int(m[2]) // 100}", answer.text())
        route.fulfill(response=answer, body=script)

    page.route("**/live.js*", shorten)
    page.add_init_script(NO_STREAM % "true")


def test_results_appear_and_opened_parts_stay_open(page: Page, live_api: str, job: Json) -> None:
    _work(live_api, job)
    page.goto(f"/dashboard/jobs/{job['id']}/trials")
    page.evaluate("window.sameDocument = true")
    page.locator("#more-1 summary").click()
    page.locator("#more-1 summary").focus()
    page.locator("select[name=state]").select_option("completed")
    page.evaluate("scrollTo(0, 300)")
    for score in (0.25, 0.75):
        _work(live_api, job, score)
    expect(page.locator("#trial-3")).to_contain_text("0.75")
    expect(page.locator("#trial-3")).to_contain_text("best")
    assert page.evaluate("window.sameDocument")
    expect(page.locator("#more-1")).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.closest('details').id") == "more-1"
    assert page.evaluate("scrollY") == 300
    expect(page.locator("select[name=state]")).to_have_value("completed")


def test_a_hidden_tab_pauses_and_catches_up(new_page: NewPage, live_api: str, job: Json) -> None:
    page = new_page(live_api)
    tabs = [page, *(page.context.new_page() for _ in range(4))]
    for tab in tabs:
        tab.goto(f"/dashboard/jobs/{job['id']}")
    _work(live_api, job, 0.875)
    for tab in tabs:
        expect(tab.locator("#tiles")).to_contain_text("0.875")
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.evaluate("""() => {
        Object.defineProperty(document, "hidden", {value: true, configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    _work(live_api, job, 0.9375)
    expect(tabs[1].locator("#tiles")).to_contain_text("0.9375")
    assert requested == []
    expect(page.locator("#tiles")).to_contain_text("0.875")
    page.evaluate("""() => {
        Object.defineProperty(document, "hidden", {value: false, configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    expect(page.locator("#tiles")).to_contain_text("0.9375")


NO_STREAM = """
    window.EventSource = class {
        constructor() { this.readyState = 0; if (%s) setTimeout(() => { this.readyState = 2; this.onerror(); }); }
        addEventListener() {}
        close() {}
    };
    window.EventSource.CLOSED = 2;
"""
"""In place of the browser's: it fails, or it never says anything. (Routes would turn the browser's cache off.)"""


@pytest.mark.parametrize("fails", ["true", "false"])
def test_a_page_polls_where_streams_are_blocked(page: Page, live_api: str, job: Json, fails: str) -> None:
    page.add_init_script(NO_STREAM % fails)
    page.goto(f"/dashboard/jobs/{job['id']}/trials")
    _work(live_api, job, 0.375)
    expect(page.locator("#trial-1")).to_contain_text("0.375", timeout=30_000)
    page.wait_for_timeout(6_000)
    sizes = page.evaluate("""() => performance.getEntriesByType("resource")
        .filter((entry) => entry.name.endsWith("/trials")).map((entry) => entry.transferSize)""")
    assert 0 < sizes[-1] < 1_000, "an answer without a body"


def test_live_updates_end_with_the_job(page: Page, live_api: str, job: Json) -> None:
    page.goto(f"/dashboard/jobs/{job['id']}")
    _verb(live_api, job, "cancel")
    expect(page.locator("#heading .state")).to_have_text("cancelled")
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.wait_for_timeout(6_000)
    # The charting library may still be loading; what updates a page is neither a figure nor a static file.
    assert [url for url in requested if not re.search("/(figures|static)/", url)] == []


def test_a_page_left_open_leaks_nothing(page: Page, live_api: str, job: Json) -> None:
    _refresh_fast(page)
    page.goto(f"/dashboard/jobs/{job['id']}/trials")
    page.evaluate("document.addEventListener('lmsearcher:changed', () => { window.seen = (window.seen ?? 0) + 1; })")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def measured() -> dict[str, float]:
        """The least of five looks: what was fetched last is let go a little later, what leaks never is."""
        looks = []
        for _ in range(5):
            session.send("HeapProfiler.collectGarbage")
            metrics = session.send("Performance.getMetrics")["metrics"]
            looks.append({m["name"]: m["value"] for m in metrics if m["name"] in MEASURED})
            page.wait_for_timeout(300)
        return {name: min(look[name] for look in looks) for name in MEASURED}

    def refreshed(times: int) -> None:
        end = time.monotonic() + 90
        while page.evaluate("window.seen ?? 0") < times:
            assert time.monotonic() < end, "too slow"
            for verb in ("pause", "resume"):
                _verb(live_api, job, verb)

    refreshed(20)
    before = measured()
    refreshed(20 + REFRESHES)
    after = measured()
    print(f"after {REFRESHES} refreshes: {before} -> {after}")  # noqa: T201 - figures to be read in a run with -s
    assert after["Nodes"] <= before["Nodes"] * 1.2 + 200
    assert after["JSEventListeners"] <= before["JSEventListeners"] + 5
    assert after["Documents"] <= before["Documents"] + 3
    assert after["JSHeapUsedSize"] <= before["JSHeapUsedSize"] * 1.3 + 1e6
