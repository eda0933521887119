"""Figures in a page, whichever page they stand on: drawn, explained, followed, and silent."""

import io
from typing import Any

import httpx2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from app.services.figures.registry import list_figures
from tests.browser.conftest import NewPage
from tests.builders import job_body

Json = dict[str, Any]
HOSTILE = "\"]+alert(1)+['<img src=x onerror=alert(1)>"
ADD = """([job, names]) => {
  for (const name of names) {
    const figure = document.createElement("figure");
    figure.dataset.figure = `/v1/jobs/${job}/figures/${name}`;
    figure.innerHTML = '<div class="plot" role="img"></div><p class="reading"></p>';
    document.querySelector("main").append(figure);
  }
  document.dispatchEvent(new CustomEvent("lmsearcher:changed"));
}"""
DRAWN_BY_TIMEOUT_MS = 30_000
WAIT_S = 20


class Search:
    """A job with some trials, at a real API."""

    def __init__(
        self,
        api: str,
        *,
        name: str = "Figures",
        metric: str = "acc",
        cost: str = "params",
        ranker: str = "surrogate",
        warmup: int = 10,
    ) -> None:
        self._url = f"{api}/v1"
        body = job_body(name=name, objective={"metric": metric}, strategy={"ranker": ranker, "warmup": warmup})
        self.id = self._post("jobs", body)["id"]
        self._metric, self._cost = metric, cost

    def report(self, *scores: float) -> None:
        for score in scores:
            [trial] = self._post(f"jobs/{self.id}/trials/lease", {"worker": "w", "wait_s": WAIT_S})["trials"]
            metrics = {self._metric: score, self._cost: 10 - score}
            result = {"lease_token": trial["lease"]["token"], "state": "completed", "metrics": metrics}
            self._post(f"trials/{trial['id']}/result", result)

    def figure(self, name: str) -> Json:
        answer: Json = httpx2.get(f"{self._url}/jobs/{self.id}/figures/{name}", timeout=30).raise_for_status().json()
        return answer

    def _post(self, path: str, body: Json) -> Json:
        answer: Json = httpx2.post(f"{self._url}/{path}", json=body, timeout=30).raise_for_status().json()
        return answer


def show(page: Page, search: Search) -> None:
    """All figures of the job, below what its page shows; those with nothing to draw say so in words."""
    page.goto(f"/dashboard/jobs/{search.id}")
    page.evaluate(ADD, [search.id, [figure.name for figure in list_figures()]])
    for figure in page.locator("main > figure").all():
        figure.scroll_into_view_if_needed()
        expect(figure.locator("canvas, .plot[data-empty]")).to_be_attached(timeout=DRAWN_BY_TIMEOUT_MS)


@pytest.fixture
def search(live_api: str) -> Search:
    search = Search(live_api)
    search.report(3.0, 2.0, 5.0, 4.0)
    return search


def test_every_figure_is_drawn_with_its_reading(page: Page, live_api: str) -> None:
    search = Search(live_api, ranker="compact", warmup=3)
    search.report(3.0, 2.0, 5.0, 4.0, 6.0, 1.0, 7.0)
    show(page, search)
    empty = set()
    for figure in page.locator("main > figure").all():
        name = (figure.get_attribute("data-figure") or "").rsplit("/", 1)[-1]
        found = search.figure(name)
        expect(figure.locator(".reading")).to_have_text(found["reading"])
        expect(figure.get_by_role("img")).to_have_attribute("aria-label", f"{_title(name)}. {found['reading']}")
        expect(figure.locator("canvas")).to_have_count(0 if found["empty"] else 1)
        empty |= {name} if found["empty"] else set()
    assert empty <= {"ranker-agreement", "ranker-fallback"}, "few candidates of one pool are scored; nothing fell back"


def _title(name: str) -> str:
    return next(figure.title for figure in list_figures() if figure.name == name)


def test_pointing_at_a_mark_shows_its_values(page: Page, search: Search) -> None:
    show(page, search)
    options = page.locator('main > [data-figure$="/options"] canvas')
    options.scroll_into_view_if_needed()
    box = options.bounding_box()
    assert box is not None
    for step in range(20):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * step / 20)
        if page.locator(".bubble").is_visible():
            break
    expect(page.locator(".bubble")).to_contain_text("mean acc")
    page.keyboard.press("Escape")
    expect(page.locator(".bubble")).to_be_hidden()


def test_a_change_is_drawn_without_reloading(page: Page, search: Search) -> None:
    show(page, search)
    search.report(9.0)
    page.evaluate("document.dispatchEvent(new CustomEvent('lmsearcher:changed'))")
    history = page.locator('main > [data-figure$="/history"]')
    history.scroll_into_view_if_needed()
    expect(history.locator(".reading")).to_contain_text("Best acc 9, at trial 5", timeout=DRAWN_BY_TIMEOUT_MS)


def test_figures_follow_the_colours_of_the_page(page: Page, search: Search) -> None:
    show(page, search)
    plot = page.locator('main > [data-figure$="/tradeoff"] .plot')
    assert brightness(plot) > 200
    page.emulate_media(color_scheme="dark")
    for _ in range(50):
        if brightness(plot) < 80:
            break
        page.wait_for_timeout(200)
    assert brightness(plot) < 80
    drawn = sum(not search.figure(figure.name)["empty"] for figure in list_figures())
    assert page.locator("main > figure canvas").count() == drawn


def brightness(plot: Locator) -> float:
    """Of its background, 0 to 255."""
    with Image.open(io.BytesIO(plot.screenshot())) as picture:
        return float(np.median(np.asarray(picture.convert("L"))))


def test_hostile_names_in_figures_are_text(new_page: NewPage, live_api: str) -> None:
    search = Search(live_api, name=HOSTILE, metric=HOSTILE, cost=f"cost {HOSTILE}")
    search.report(3.0, 2.0, 5.0, 4.0)
    page = new_page(live_api, width="phone", scheme="dark")
    show(page, search)
    expect(page.locator('main > [data-figure$="/tradeoff"] .reading')).to_contain_text(HOSTILE)
