"""What a page of another site can make a browser do here: nothing that counts."""

from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.dashboard.rendering import HEADERS
from app.domain.keys import Scope
from tests.builders import LOOPBACK, job_body
from tests.dashboard.conftest import Browse, form_token

JOBS = "/dashboard/jobs"
FOREIGN: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:3000"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]
OWN: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "same-origin", "Origin": LOOPBACK},
    {"Sec-Fetch-Site": "none"},
    {"Origin": LOOPBACK},
    {},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_the_embedded_api_refuses_foreign_pages(embedded: TestClient, headers: dict[str, str]) -> None:
    answer = embedded.post("/v1/jobs", json=job_body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_request")
    assert "WWW-Authenticate" not in answer.headers
    assert embedded.get("/v1/jobs").json()["items"] == []


@pytest.mark.parametrize("headers", OWN)
def test_own_pages_and_other_programs_may_use_it(embedded: TestClient, headers: dict[str, str]) -> None:
    assert embedded.post("/v1/jobs", json=job_body(), headers=headers).status_code == 201


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "10.0.0.5:8000", "127.0.0.1.evil.example", ""])
def test_a_rebound_host_name_is_refused(embedded: TestClient, host: str) -> None:
    """DNS rebinding: to the browser the page and this service are one origin."""
    for path in ("/v1/jobs", "/v1/rankers", JOBS):
        answer = embedded.get(path, headers={"Host": host, "Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 403, path
        assert "foreign_request" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:9999", "LOCALHOST", "[::1]:8000"])
def test_every_name_of_this_machine_works(embedded: TestClient, host: str) -> None:
    for path in ("/v1/jobs", JOBS):
        assert embedded.get(path, headers={"Host": host}).status_code == 200


def test_links_from_other_sites_may_be_followed_only(embedded: TestClient) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert embedded.get(JOBS, headers=link).status_code == 200
    assert embedded.get(JOBS, headers={**link, "Sec-Fetch-Dest": "iframe"}).status_code == 403
    assert embedded.get(JOBS, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}).status_code == 403
    assert embedded.get("/v1/jobs", headers=link).status_code == 403


def test_a_foreign_page_cannot_read_with_the_session(browse: Browse) -> None:
    browser = browse(Scope.ADMIN)
    assert browser.get("/v1/jobs", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    for site in ("cross-site", "same-site"):
        assert browser.get("/v1/jobs", headers={"Sec-Fetch-Site": site}).status_code == 401


def test_requests_with_a_key_work_from_any_site(browse: Browse, production: TestClient) -> None:
    """Behind a proxy that renames it, too: who sends a key is not driven by a foreign page."""
    answer = browse().get("/v1/jobs", headers={"Authorization": "Bearer x", "Host": "internal:80"})
    assert answer.json()["code"] == "not_authenticated"


def _forms(app: Any) -> list[str]:
    routes = [route for part in app.routes for route in getattr(part, "original_router", app.router).routes]
    found = {r.path for r in routes if isinstance(r, APIRoute) and r.path.startswith("/dashboard/") and r.methods}
    return sorted(
        path
        for path in found
        if any(isinstance(r, APIRoute) and r.path == path and "POST" in (r.methods or ()) for r in routes)
    )


def test_every_form_requires_its_token(browse: Browse) -> None:
    """A new form is in this test, or fails it."""
    browser, other = browse(Scope.ADMIN), browse(Scope.ADMIN)
    others = form_token(other.get(JOBS).text)
    forms = [path for path in _forms(browser.app) if path != "/dashboard/theme"]  # which changes nothing but colours
    assert len(forms) >= 2
    for path in forms:
        url = path.format(job_id="00000000-0000-0000-0000-000000000007", action="cancel")
        for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}, {"csrf": others}):
            answer = browser.post(url, data=fields, follow_redirects=False)
            assert (answer.status_code, "foreign_request" in answer.text) == (403, True), (path, fields)
        good = {"csrf": form_token(browser.get(JOBS).text)}
        for headers in FOREIGN:
            assert browser.post(url, data=good, headers=headers, follow_redirects=False).status_code == 403, path
    assert browser.get(JOBS).status_code == 200


def test_a_foreign_page_cannot_force_a_sign_in(browse: Browse) -> None:
    """The form to sign in has a token as well, of a cookie that the first page sets."""
    browser, thief = browse(), browse()
    token = form_token(thief.get("/dashboard/sign-in").text)
    browser.get("/dashboard/sign-in")
    assert browser.post("/dashboard/sign-in", data={"csrf": token, "key": "x"}).status_code == 403


def test_every_dashboard_response_has_the_headers(browse: Browse, embedded: TestClient) -> None:
    signed_out, signed_in = browse(), browse(Scope.READ)
    answers = [
        signed_out.get(JOBS, follow_redirects=False),
        signed_out.get("/dashboard/sign-in"),
        signed_out.get("/dashboard", follow_redirects=False),
        signed_in.get(JOBS),
        signed_in.get(f"{JOBS}/00000000-0000-0000-0000-000000000007"),
        signed_in.get(f"{JOBS}?state=nonsense"),
        signed_in.get("/dashboard/nowhere"),
        signed_in.put(JOBS),
        signed_in.post("/dashboard/sign-out"),
        embedded.get(JOBS),
    ]
    assert [answer.status_code for answer in answers] == [303, 200, 303, 200, 404, 422, 404, 405, 403, 200]
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (answer.url, name)
    for problem in answers[4:9]:
        assert problem.headers["content-type"].startswith("text/html")
        assert problem.headers["x-request-id"] in problem.text
    assert "Allow" in answers[7].headers
