"""The list of jobs: what each line says, filters, pages, hostile names."""

import html
import re
import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text, update

from app.clock import database_now
from app.dashboard.sparkline import sparkline
from app.db.models import DEFAULT_PROJECT_ID, Job, Trial
from app.db.repositories import jobs
from app.db.session import SessionFactory, session_scope
from app.domain.filters import JobFilter
from app.services.jobs import JobSummary, list_summaries
from tests.api.driver import completed, create, lease, report
from tests.statements import counted_round_trips

JOBS = "/dashboard/jobs"
ARABIC = "بحث عن بنية الشبكة"
HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "x" * 200, ARABIC, "100%_\\"]


def _line(sessions: SessionFactory, name: str = "search") -> JobSummary:
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        found = list_summaries(
            session, DEFAULT_PROJECT_ID, JobFilter(name=name), limit=2, after=None, now=database_now(session)
        )
        [line] = found.items
        return line


def _names(page: str) -> list[str]:
    found = re.findall(r'<td role="cell" class="name whole">\s*<a [^>]+>(.*?)</a>', page)
    return [html.unescape(name) for name in found]


def _run(client: TestClient, job: Any, scores: list[float]) -> None:
    for score in scores:
        [trial] = lease(client, job)
        report(client, trial, completed(trial, score))


def test_the_curve_is_the_best_score_so_far(embedded: TestClient, sessions: SessionFactory) -> None:
    job = create(embedded, strategy={"ranker": "surrogate", "warmup": 10})
    assert _line(sessions).curve == []
    _run(embedded, job, [3.0, 1.0, 5.0, 4.0])
    [trial] = lease(embedded, job)
    report(embedded, trial, {"lease_token": trial["lease"]["token"], "state": "failed", "error": "no"})
    assert _line(sessions).curve == [3, 3, 5, 5, 5]
    page = embedded.get(JOBS).text
    assert 'aria-label="Best score so far: from 3 to 5"' in page
    assert re.search(r'<td role="cell" data-label="Failures" class="number bad">1</td>', page)
    least = create(embedded, name="least", objective={"metric": "acc", "goal": "minimize"})
    _run(embedded, least, [3.0, 1.0, 5.0])
    assert _line(sessions, "least").curve == [3, 1, 1]


def test_a_long_curve_is_sampled(embedded: TestClient, sessions: SessionFactory) -> None:
    job = create(embedded, budget={"max_trials": 1_000}, strategy={"ranker": "surrogate", "warmup": 1_000})
    with sessions.begin() as session:
        session.execute(
            text(
                "UPDATE trial SET state = 'completed', score = number, best_so_far = number, observed = number,"
                " finished_at = now() - (1000 - number) * interval '1 s'"
            )
        )
        session.execute(update(Job).values(observed=1_000))
        session.execute(text("ANALYZE trial"))
        assert session.get_one(Job, job["id"]).observed == 1_000
    with sessions() as session:
        curve = jobs.BestScoreCurveRepository(session).of_jobs([uuid.UUID(job["id"])], points=40, lately=20)
    [(_, found)] = curve.items()
    assert (len(found.best), found.best[0], found.best[-1]) == (40, 1, 1_000)
    assert found.best == sorted(found.best)
    statement: Any = jobs._PLACES  # noqa: SLF001 - how it is carried out is not to be seen otherwise
    values = {"job_ids": [uuid.UUID(job["id"])], "points": 40, "lately": 20}
    with sessions() as session:
        plan = "\n".join(session.scalars(text(f"EXPLAIN (ANALYZE) {statement.element.text}"), values).all())
    assert set(re.findall(r" on trial .*\(actual .* rows=([\d.]+)", plan)) == {"1.00"}, plan


def test_fifty_jobs_need_as_many_statements_as_one(embedded: TestClient) -> None:
    engine = embedded.app.state.database.engine  # type: ignore[attr-defined]  # our own state

    def counted() -> int:
        with counted_round_trips(engine) as seen:
            assert embedded.get(JOBS).status_code == 200
        return len(seen)

    _run(embedded, create(embedded), [1.0])
    one = counted()
    for i in range(12):
        _run(embedded, create(embedded, seed=i), [1.0, 2.0])
    assert counted() == one == 3


def test_speed_and_time_left_follow_the_latest_results(embedded: TestClient, sessions: SessionFactory) -> None:
    job = create(embedded, budget={"max_trials": 100}, strategy={"ranker": "surrogate", "warmup": 100})
    assert (_line(sessions).trials_per_hour, _line(sessions).seconds_left) == (None, None)
    _run(embedded, job, [1.0] * 4)
    with sessions.begin() as session:
        session.execute(update(Job).values(created_at=text("now() - interval '1 h'")))
    assert _line(sessions).trials_per_hour == pytest.approx(4, rel=0.01)
    assert _line(sessions).seconds_left == pytest.approx(96 * 900, rel=0.01)
    _run(embedded, job, [1.0] * 20)
    with sessions.begin() as session:
        session.execute(update(Trial).where(Trial.observed == 4).values(finished_at=text("now() - interval '10 min'")))
    assert _line(sessions).trials_per_hour == pytest.approx(120, rel=0.01)
    with sessions.begin() as session:
        session.execute(update(Job).values(deadline_at=text("now() + interval '1 min'")))
    assert _line(sessions).seconds_left == pytest.approx(60, abs=1)
    embedded.post(f"/v1/jobs/{job['id']}/pause")
    assert _line(sessions).trials_per_hour is None


def test_the_job_list_is_filtered(embedded: TestClient) -> None:
    create(embedded, name="Cells of NB201", tags={"team": "vision", "e=x": "a=b"})
    create(embedded, name="100% mix", tags={"team": "speech"})
    paused = create(embedded, name="a_b", tags={"team": "vision"})
    create(embedded, name="axb")
    embedded.post(f"/v1/jobs/{paused['id']}/pause")
    for query, names in (
        ({"name": "CELLS"}, ["Cells of NB201"]),
        ({"name": "%"}, ["100% mix"]),
        ({"name": "a_b"}, ["a_b"]),
        ({"name": "\\"}, []),
        ({"tag": "team=vision"}, ["a_b", "Cells of NB201"]),
        ({"tag": "team=vision", "state": "paused"}, ["a_b"]),
        ({"tag": "team=visio"}, []),
        ({"state": "completed"}, []),
        ({"state": "", "name": "", "tag": ""}, ["axb", "a_b", "100% mix", "Cells of NB201"]),
    ):
        page = embedded.get(JOBS, params=query)
        assert (page.status_code, _names(page.text)) == (200, names), query
        given = {key: value for key, value in query.items() if value}
        assert [job["name"] for job in embedded.get("/v1/jobs", params=given).json()["items"]] == names, query


@pytest.mark.parametrize("query", ["state=odd", "tag=team", "name=%00", "name=" + "x" * 201, "tag=a=%0a", "after=x"])
def test_an_invalid_filter_of_jobs_is_an_error_page(embedded: TestClient, query: str) -> None:
    create(embedded)
    for path in (JOBS, "/v1/jobs"):
        answer = embedded.get(f"{path}?{query}")
        assert (answer.status_code, "invalid_input" in answer.text) == (422, True)


def test_the_next_page_keeps_the_filter(embedded: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.dashboard.routes.jobs.PAGE_SIZE", 2)
    for i in range(5):
        create(embedded, name=f"run {i}", tags={"team": "a b&c"})
    page = embedded.get(JOBS, params={"tag": "team=a b&c"}).text
    seen = _names(page)
    for _ in range(2):
        [following] = re.findall(r'<a rel="next" href="([^"]+)"', page)
        page = embedded.get(html.unescape(following)).text
        seen += _names(page)
    assert seen == [f"run {i}" for i in (4, 3, 2, 1, 0)]
    assert 'rel="next"' not in page
    [first] = re.findall(r'<a rel="prev" href="([^"]+)"', page)
    assert _names(embedded.get(html.unescape(first)).text) == ["run 4", "run 3"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_and_tag_are_escaped(embedded: TestClient, name: str) -> None:
    create(embedded, name=name, tags={name[:64]: name})
    page = embedded.get(JOBS).text
    assert _names(page) == [name]
    assert "<script>alert" not in page
    assert "<img" not in page
    for tag in re.findall(r'<a class="tag foreign" dir="auto" href="([^"]+)"', page):
        assert _names(embedded.get(html.unescape(tag)).text) == [name]
    filtered = embedded.get(JOBS, params={"name": name[:100]}).text
    assert _names(filtered) == [name]
    assert "<script>alert" not in filtered


def test_an_unchanged_list_is_not_sent_again(embedded: TestClient) -> None:
    job = create(embedded)
    embedded.post(f"/v1/jobs/{job['id']}/pause")  # the time left of a running one changes by itself
    embedded.get(JOBS)  # sets the cookie that forms go by
    etag = embedded.get(JOBS).headers["etag"]
    unchanged = embedded.get(JOBS, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert embedded.get(f"{JOBS}?name=other", headers={"If-None-Match": etag}).status_code == 200
    embedded.post(f"/v1/jobs/{job['id']}/resume")
    assert embedded.get(JOBS, headers={"If-None-Match": etag}).status_code == 200


def test_an_empty_list_shows_how_to_begin(embedded: TestClient) -> None:
    page = embedded.get(JOBS).text
    assert "client.jobs.create(" in page
    assert 'href="/dashboard/jobs/new"' in page


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ([], ""),
        ([4.0], "0.0,15.0 100.0,15.0"),
        ([1.0, 3.0, 2.0], "0.0,28.0 50.0,2.0 100.0,15.0"),
        ([-1e308, 1e308], "0.0,28.0 100.0,2.0"),
    ],
)
def test_a_sparkline_has_its_greatest_value_on_top(values: list[float], points: str) -> None:
    assert sparkline(values) == points
