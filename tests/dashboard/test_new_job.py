"""The form of a new job, the check of its space, and jobs like others."""

import html
import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.errors import QuotaExceeded
from app.domain.keys import Scope
from app.main import create_app
from app.settings import Settings
from app.web.errors import KINDS
from tests.api.driver import create
from tests.builders import CELLS, LOOPBACK, SPACE, job_body
from tests.dashboard.conftest import Browse, form_token
from tests.dashboard.test_jobs import HOSTILE
from tests.settings import changed

NEW = "/dashboard/jobs/new"
JOBS = "/dashboard/jobs"


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the form of a new job."""
    form = page[page.index('<form class="card new-job"') :].split("</form>", maxsplit=1)[0]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name = re.search(r'name="(\w+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        assert name is not None
        found[name[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(text)
    for name, options in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        found[name] = chosen[0] if chosen else re.findall(r'value="([^"]*)"', options)[0]
    return found


def jobs(browser: TestClient) -> list[Any]:
    return list(browser.get("/v1/jobs").json()["items"])


def send(browser: TestClient, form: dict[str, str]) -> Any:
    return browser.post(JOBS, data=form, follow_redirects=False)


def test_the_form_creates_the_described_job(embedded: TestClient) -> None:
    form = fields(embedded.get(NEW).text)
    assert form["ranker"] == "compact"
    form |= {"name": "cells", "metric": "acc", "tags": "team = vision\n\nwhat=a=b", "seed": "7", "max_failures": "3"}
    form |= {"ranker": "surrogate", "penalize": "both", "space": json.dumps(SPACE)}
    answer = send(embedded, form)
    [job] = jobs(embedded)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{JOBS}/{job['id']}")
    assert embedded.get(answer.headers["location"]).status_code == 200
    assert (job["name"], job["tags"]) == ("cells", {"team": "vision", "what": "a=b"})
    assert (job["seed"], job["space"]) == (7, SPACE)
    assert job["budget"] == {"max_trials": 100, "max_parallel": 1, "max_failures": 3, "deadline_s": None}
    pool = {"kind": "extended", "size": 256}
    assert job["strategy"] == {
        "ranker": "surrogate", "pool": pool, "warmup": 5, "history": 200, "penalize": ["failed", "infeasible"]
    }  # fmt: skip


def test_a_form_sent_twice_creates_one_job(embedded: TestClient) -> None:
    form = fields(embedded.get(NEW).text) | {"metric": "acc"}
    first, second = send(embedded, form), send(embedded, form)
    assert first.headers["location"] == second.headers["location"]
    changed = send(embedded, form | {"name": "other"})
    again = send(embedded, fields(embedded.get(NEW).text) | {"metric": "acc"})
    places = {answer.headers["location"] for answer in (first, changed, again)}
    assert len(places) == len(jobs(embedded)) == 3


def test_a_pasted_job_is_created(embedded: TestClient) -> None:
    page = embedded.get(f"{NEW}?mode=json").text
    form = fields(page)
    assert json.loads(form["body"])["name"] == "cells"
    form["body"] = json.dumps(job_body(name="pasted", budget={"max_trials": 9}))
    assert send(embedded, form).status_code == 303
    [job] = jobs(embedded)
    assert (job["name"], job["budget"]["max_trials"]) == ("pasted", 9)


MISTAKES = [
    ({"metric": ""}, "metric"),
    ({"max_trials": "0"}, "max_trials"),
    ({"max_trials": "9" * 5_000}, "max_trials"),
    ({"max_trials": "many"}, "max_trials"),
    ({"max_trials": ""}, "max_trials"),
    ({"ranker": "llm:none"}, "ranker"),
    ({"ranker": "<b>"}, "ranker"),
    ({"pool_size": "1e3"}, "pool_size"),
    ({"goal": "up"}, "goal"),
    ({"penalize": "all"}, "penalize"),
    ({"seed": "-1"}, "seed"),
    ({"tags": "team"}, "tags"),
    ({"tags": "a\x00=b"}, "tags"),
    ({"name": "x" * 201}, "name"),
    ({"name": "\u202eevil"}, "name"),
    ({"space": ""}, "space"),
    ({"space": "{"}, "space"),
    ({"space": "[" * 100_000}, "space"),
    ({"space": '{"dimensions": [{"name": "a", "type": "int", "low": NaN, "high": 2}]}'}, "space"),
    ({"space": '{"dimensions": []}'}, "space"),
    ({"space": json.dumps({"dimensions": [*CELLS["dimensions"], CELLS["dimensions"][0]]})}, "space"),
]


@pytest.mark.parametrize(("change", "field"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_shown_at_its_field_and_the_form_kept(
    embedded: TestClient, change: dict[str, str], field: str
) -> None:
    form = fields(embedded.get(NEW).text) | {"metric": "acc", "lease_s": "77"} | change
    answer = send(embedded, form)
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-mistake-1"', answer.text)
    control = re.findall(rf'<(?:input|select|textarea) id="{field}"[^>]*>', answer.text)
    assert 'aria-invalid="true"' in control[0]
    assert f"{field}-mistake-1" in control[0]
    shown = fields(answer.text)
    for name, typed in form.items():
        if name not in {"csrf", field} or field in {"metric", "name", "max_trials", "seed"}:
            assert shown[name].lstrip("\n") == typed, name
    assert jobs(embedded) == []


def test_mistakes_of_a_pasted_job_have_their_pointers(embedded: TestClient) -> None:
    form = fields(embedded.get(f"{NEW}?mode=json").text)
    for body, expected in (
        ('{"space": 1', "line 1, column 12"),
        ("[]", "Give an object"),
        (json.dumps(job_body(colour="red")), "/colour"),
        (json.dumps(job_body(budget={"max_trials": -1})), "/budget/max_trials"),
        (json.dumps(job_body(evaluation={"mode": "callback", "url": "x", "secret": "x"})), "/evaluation/secret"),
    ):
        answer = send(embedded, form | {"body": body})
        assert (answer.status_code, expected in answer.text) == (422, True), expected
        assert fields(answer.text)["body"] == body
    assert jobs(embedded) == []


def test_a_quota_error_is_shown_and_the_form_kept(client: TestClient, settings: Settings) -> None:
    narrow = create_app(changed(settings, quota={"open_jobs": 1}))
    with TestClient(narrow, LOOPBACK) as browser:
        form = fields(browser.get(NEW).text) | {"metric": "acc"}
        assert send(browser, form).status_code == 303
        answer = send(browser, form | {"name": "second"})
    assert answer.status_code == KINDS[QuotaExceeded][0]
    assert 'value="second"' in answer.text
    assert "have not ended" in re.findall(r'role="alert">(.*?)</div>', answer.text, re.DOTALL)[0]


def test_the_space_is_checked_while_it_is_typed(embedded: TestClient) -> None:
    token = form_token(embedded.get(NEW).text)

    def check(space: str) -> str:
        answer = embedded.post("/dashboard/spaces/check", data={"csrf": token, "space": space})
        assert answer.status_code == 200
        return html.unescape(answer.text)

    report = check(json.dumps(SPACE))
    assert "1\N{NARROW NO-BREAK SPACE}566</strong> architectures, NCodes of 5 digits" in report
    assert report.count('class="ncode"') == 3
    assert "edge0: skip, width: 80, lr: 0.1" in report
    assert "line 1, column 2" in check("{")
    assert "<code>/dimensions/0</code>: an object" in check('{"dimensions": [{"name": "a", "type": "odd"}]}')
    hostile = {"dimensions": [{"name": "<script>", "type": "categorical", "options": ["<img src=x>", "b"]}]}
    answer = embedded.post("/dashboard/spaces/check", data={"csrf": token, "space": json.dumps(hostile)})
    assert "&lt;script&gt;" in answer.text
    assert "<img" not in answer.text
    assert jobs(embedded) == []


@pytest.mark.parametrize("mode", ["fields", "json"])
def test_the_space_is_checked_without_scripts(embedded: TestClient, mode: str) -> None:
    form = fields(embedded.get(f"{NEW}?mode={mode}").text) | {"check": "1", "name": "kept"}
    answer = send(embedded, form)
    assert (answer.status_code, "architectures, NCodes of" in answer.text) == (200, True)
    assert mode == "json" or fields(answer.text)["name"] == "kept"
    assert jobs(embedded) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_escaped_in_forms(embedded: TestClient, name: str) -> None:
    form = fields(embedded.get(NEW).text) | {"metric": "acc", "name": name, "tags": f"who={name}"}
    answer = send(embedded, form | {"max_trials": "0"})
    assert fields(answer.text)["name"] == name
    place = send(embedded, form).headers["location"]
    for page in (answer.text, embedded.get(place).text, embedded.get(f"{place}/cancel").text):
        assert name in html.unescape(page)
        assert "<script>alert" not in page
        assert "<img" not in page
    assert jobs(embedded)[0]["name"] == name


def test_a_cloned_job_has_the_same_settings(embedded: TestClient) -> None:
    changes: dict[str, Any] = {
        "objective": {"metric": "loss", "goal": "minimize"},
        "budget": {"max_trials": 33, "max_parallel": 2, "max_failures": 4, "deadline_s": 5_000},
        "strategy": {
            "ranker": "surrogate",
            "pool": {"kind": "uniform", "size": 10},
            "warmup": 7,
            "history": 50,
            "penalize": [],
        },
        "evaluation": {"mode": "pull", "lease_s": 60, "max_attempts": 2},
        "space": SPACE,
        "tags": {"team": "vision", ARROW: "b"},
        "name": "كلمة <b>",
    }
    first = create(embedded, **changes)
    form = fields(embedded.get(f"{NEW}?like={first['id']}").text)
    assert send(embedded, form).status_code == 303
    second = jobs(embedded)[0]
    for key in ("name", "space", "objective", "budget", "strategy", "seed", "tags", "evaluation"):
        assert second[key] == first[key], key
    pasted = fields(embedded.get(f"{NEW}?like={first['id']}&mode=json").text)
    assert send(embedded, pasted).status_code == 303
    assert jobs(embedded)[0]["strategy"] == first["strategy"]
    assert embedded.get(f"{NEW}?like=00000000-0000-0000-0000-000000000007").status_code == 404


ARROW = "a→b"


def test_a_reader_has_no_form_for_new_jobs(browse: Browse) -> None:
    reader = browse(Scope.READ)
    token = form_token(reader.get(JOBS).text)
    assert "/jobs/new" not in reader.get(JOBS).text
    for answer in (
        reader.get(NEW),
        send(reader, {"csrf": token, "metric": "acc"}),
        reader.post("/dashboard/spaces/check", data={"csrf": token, "space": "{}"}),
    ):
        assert (answer.status_code, "insufficient_scope" in answer.text) == (403, True)
    submitter = browse(Scope.READ, Scope.SUBMIT)
    assert send(submitter, fields(submitter.get(NEW).text) | {"metric": "acc"}).status_code == 303
