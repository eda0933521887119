"""Pages of one job: overview, trials, one trial, analysis, settings; with the worst text that a project can write."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.driver import Json, create, lease, report
from tests.builders import CELLS

MARKUP = "<script>alert(1)</script>"
LORA = "<b>lora</b> \N{ROCKET}"
REVERSED = "\u202eesrever"
ERROR = f"Error {MARKUP} {REVERSED}\nsecond line" + "x" * 9_900
SPACE = {
    "dimensions": [
        {"name": f"op {MARKUP}", "type": "categorical", "options": ["conv", LORA, "w" * 60]},
        {"name": "rank", "type": "ordinal", "options": [3, 6, 12, 24]},
        {"name": "width", "type": "int", "low": 1, "high": 30},
    ],
    "conditions": [{"dimension": "rank", "when": {f"op {MARKUP}": [LORA]}}],
    "forbidden": [{f"op {MARKUP}": ["conv"], "width": [1, 2]}],
}
PAGES = ("", "/trials", "/trials/1", "/trials/3", "/analysis", "/settings")


@pytest.fixture
def job(client: TestClient) -> Json:
    """Six results: two of them failures; one trial runs, one waits."""
    job = create(
        client,
        name=MARKUP + "n" * 150,
        space=SPACE,
        objective={"metric": f"acc {MARKUP}"},
        budget={"max_trials": 8, "max_parallel": 8},
        strategy={"ranker": "surrogate", "warmup": 8},
        tags={MARKUP: MARKUP},
    )
    for i in range(6):
        [trial] = lease(client, job, f"node {MARKUP}")
        body: Json = {"lease_token": trial["lease"]["token"]}
        if i in (2, 4):
            body |= {"state": "failed", "error": ERROR}
        else:
            body |= {"state": "completed", "metrics": {f"acc {MARKUP}": i / 10, MARKUP: 1.5, "size": 2.5}}
        assert report(client, trial, body).status_code == 200
    lease(client, job, "holder")
    return job


def _get(browser: TestClient, job: Json, page: str = "", **query: Any) -> str:
    answer = browser.get(f"/dashboard/jobs/{job['id']}{page}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("page", PAGES)
def test_hostile_text_is_escaped_on_every_page(embedded: TestClient, job: Json, page: str) -> None:
    html = _get(embedded, job, page)
    assert MARKUP not in html
    assert "<b>lora</b>" not in html
    assert len(html) < 100_000
    assert "style=" not in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for reversed_text in re.finditer(REVERSED, html):
        before = html[: reversed_text.start()]
        assert 'dir="auto"' in before[before.rfind("<") :], "text of others is isolated"


def test_the_overview_shows_progress_and_best(embedded: TestClient, job: Json) -> None:
    html = _get(embedded, job)
    text = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))
    assert "0.5 trial 6 , maximize" in text
    assert "Finished trials 6 of 8" in text
    assert "Completed 4 2 failed, 0 infeasible" in text
    assert "Running 1 1 queued" in text
    assert "holder" in text
    assert "second line" not in text
    assert "Nothing is running" not in text


def test_a_job_without_workers_shows_how_to_evaluate(embedded: TestClient, client: TestClient) -> None:
    job = create(client)
    html = unescape(_get(embedded, job))
    assert f"client.jobs.evaluate('{job['id']}', train)" in html
    assert "return {'acc': score}" in html


def test_an_unchanged_page_is_a_304(embedded: TestClient, client: TestClient, job: Json) -> None:
    for page in PAGES[1:]:
        address = f"/dashboard/jobs/{job['id']}{page}"
        etag = embedded.get(address).headers["etag"]
        unchanged = embedded.get(address, headers={"If-None-Match": etag})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
    client.post(f"/v1/jobs/{job['id']}/pause")
    assert embedded.get(address, headers={"If-None-Match": etag}).status_code == 200


def _rows(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<tr role="row" id="trial-(\d+)"', html)]


def test_the_trial_table_sorts_filters_and_keeps_the_form(embedded: TestClient, job: Json) -> None:
    assert _rows(_get(embedded, job, "/trials")) == [1, 2, 3, 4, 5, 6, 7, 8]
    html = _get(embedded, job, "/trials", sort="-score", state="", worker="", score_min="0.1")
    assert _rows(html) == [6, 4, 2]
    assert 'aria-sort="descending"' in html
    assert 'name="score_min" value="0.1"' in html
    links = [unescape(link) for link in re.findall(r'href="(/v1/jobs/[^"]+)"', html)]
    assert len(links) == 3
    for link in links:
        answer = embedded.get(link)
        assert answer.status_code == 200
        assert answer.text.count(job["id"]) == 3
    assert _rows(_get(embedded, job, "/trials", state="failed")) == [3, 5]
    assert "No trial matches the filter" in _get(embedded, job, "/trials", worker="absent")


def test_pages_of_trials_follow_each_other(embedded: TestClient, client: TestClient) -> None:
    job = create(client, space=CELLS, budget={"max_trials": 120}, strategy={"ranker": "surrogate", "warmup": 120})
    seen: list[int] = []
    address: str | None = f"/dashboard/jobs/{job['id']}/trials?sort=-number&state=queued"
    for _ in range(3):
        assert address is not None
        html = embedded.get(address).text
        shown = _rows(html)
        assert f"Showing {len(shown)} of 120 matching trials" in html
        seen += shown
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = unescape(following[1]) if following else None
    assert (seen, address) == (list(range(120, 0, -1)), None)


@pytest.mark.parametrize(
    "query", ["score_min=much", "state=lost", "sort=chance", "option=no%3Done", "after=x", "ncode=a"]
)
def test_an_invalid_filter_is_an_error_page(embedded: TestClient, job: Json, query: str) -> None:
    answer = embedded.get(f"/dashboard/jobs/{job['id']}/trials?{query}")
    assert answer.status_code == 422
    assert f"?{query.partition('=')[0]}" in answer.text


def test_the_text_to_copy_is_the_trial(embedded: TestClient, client: TestClient, job: Json) -> None:
    html = _get(embedded, job, "/trials/6")
    texts: dict[str, str] = {}
    for name in ("as-json", "as-python"):
        found = re.search(rf'<pre id="{name}"[^>]*>(.*?)</pre>', html, re.DOTALL)
        assert found
        texts[name] = unescape(found[1])
    [shown] = [t for t in client.get(f"/v1/jobs/{job['id']}/trials").json()["items"] if t["number"] == 6]
    assert json.loads(texts["as-json"]) == {name: shown[name] for name in ("ncode", "architecture", "score")}
    pasted: dict[str, Any] = {}
    exec(texts["as-python"], pasted)  # noqa: S102 - what a reader would do
    assert pasted["architecture"] == shown["architecture"]


def test_an_unknown_trial_is_not_found(embedded: TestClient, job: Json) -> None:
    assert embedded.get(f"/dashboard/jobs/{job['id']}/trials/99").status_code == 404


def test_the_analysis_has_tables(embedded: TestClient, job: Json) -> None:
    html = _get(embedded, job, "/analysis", metric="size")
    reasons = re.search(r'<div id="reasons".*', html, re.DOTALL)
    assert reasons
    text = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reasons[0])))
    assert f"failed 2 Error {MARKUP} {REVERSED} trial 5" in text
    assert "second line" not in text
    assert "figures/tradeoff?metric=size" in html
    names = re.findall(r'<th scope="rowgroup"[^>]*>([^<]+)</th>', html)
    assert {unescape(name) for name in names} == {f"op {MARKUP}", "rank", "width"}
    counted = [int(n) for n in re.findall(r'<td class="number">(\d+)</td><td class="number">[\d.]+</td>', html)]
    assert sum(counted) == 3 * 4


def test_an_empty_job_has_all_pages(embedded: TestClient, client: TestClient) -> None:
    job = create(client)
    for page in ("", "/trials", "/trials/1", "/analysis", "/settings"):
        _get(embedded, job, page)


def test_the_settings_make_the_same_job_again(
    embedded: TestClient, client: TestClient, job: Json, rank_due: Callable[[], None]
) -> None:
    found = re.search(r'<pre id="job-as-json"[^>]*>(.*?)</pre>', _get(embedded, job, "/settings"), re.DOTALL)
    assert found
    again = client.post("/v1/jobs", json=json.loads(unescape(found[1])))
    assert again.status_code == 201, again.text
    for field in ("name", "space", "objective", "budget", "strategy", "seed", "tags"):
        assert again.json()[field] == job[field], field


def test_no_secret_is_shown(embedded: TestClient, client: TestClient) -> None:
    secret = "whsec_" + "c2VjcmV0" * 5
    evaluation = {"mode": "callback", "url": "http://127.0.0.1:9/", "secret": secret}
    answer = client.post(
        "/v1/jobs",
        json={"space": CELLS, "objective": {"metric": "a"}, "budget": {"max_trials": 3}, "evaluation": evaluation},
    )
    assert answer.status_code == 201, answer.text
    html = _get(embedded, answer.json(), "/settings")
    assert secret not in html
    assert "secret is not shown" in html
