"""Signing in with a key, how long a session lasts, and what it opens."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text, update

from app.db.models import ApiKey, AuditEvent, BrowserSession
from app.db.session import SessionFactory
from app.domain.keys import Scope, make_key
from app.services.access import authentication
from tests.builders import job_body
from tests.dashboard.conftest import Browse, form_token, sign_in
from tests.keys import bearer, new_key, new_project

JOBS = "/dashboard/jobs"
SIGN_IN = "/dashboard/sign-in"


def test_signing_in_returns_to_the_requested_page(browse: Browse, sessions: SessionFactory) -> None:
    browser = browse()
    requested = f"{JOBS}?state=running"
    answer = browser.get(requested, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"{SIGN_IN}?next=%2Fdashboard%2Fjobs%3Fstate%3Drunning",
    )
    page = browser.get(requested)
    fields = {"csrf": form_token(page.text), "next": requested, "key": new_key(sessions, Scope.READ).text}
    assert f'name="next" value="{requested}"' in page.text
    answer = browser.post(SIGN_IN, data=fields, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, requested)
    assert browser.get(requested).status_code == 200


@pytest.mark.parametrize(
    "place",
    [
        *(
            "https://evil.example/",
            "//evil.example/dashboard/",
            "/\\evil.example",
            "/v1/jobs",
            "/dashboard/..//evil",
            "",
        ),
        *("/dashboard/%2e%2e/v1/jobs", "/dashboard/.%2E/v1", "/dashboard/%2e./x"),
    ],
)
def test_signing_in_never_redirects_to_another_site(browse: Browse, sessions: SessionFactory, place: str) -> None:
    browser = browse()
    page = browser.get(SIGN_IN, params={"next": place})
    assert f'name="next" value="{JOBS}"' in page.text
    fields = {"csrf": form_token(page.text), "next": place, "key": new_key(sessions).text}
    assert browser.post(SIGN_IN, data=fields, follow_redirects=False).headers["location"] == JOBS


@pytest.mark.parametrize(("base", "name"), [("http://testserver", ""), ("https://testserver", "__Host-")])
def test_the_cookie_is_http_only_and_same_site(
    production: TestClient, sessions: SessionFactory, base: str, name: str
) -> None:
    browser = TestClient(production.app, base)
    key = new_key(sessions, Scope.READ).text
    token = form_token(browser.get(SIGN_IN).text)
    answer = browser.post(SIGN_IN, data={"csrf": token, "key": key}, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert re.match(rf"{name}lmsearcher_session=[\w-]{{43}}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax", cookie)
    assert ("Secure" in cookie) is bool(name)
    assert browser.get(JOBS).status_code == 200


def test_tls_at_a_proxy_is_seen_in_the_forms_origin(production: TestClient, sessions: SessionFactory) -> None:
    browser = TestClient(production.app)
    token = form_token(browser.get(SIGN_IN).text)
    fields = {"csrf": token, "key": new_key(sessions).text}
    origin = {"Origin": "https://testserver"}
    answer = browser.post(SIGN_IN, data=fields, headers=origin, follow_redirects=False)
    assert answer.headers["set-cookie"].startswith("__Host-lmsearcher_session=")
    assert "Secure" in answer.headers["set-cookie"]


def test_neither_token_nor_key_is_stored_or_shown(browse: Browse, sessions: SessionFactory) -> None:
    browser, key = browse(), new_key(sessions)
    sign_in(browser, key.text)
    with sessions() as session:
        [row] = session.scalars(select(BrowserSession)).all()
    token = browser.cookies["lmsearcher_session"]
    assert (row.key_id, len(row.token_sha256), token.encode() in row.token_sha256) == (key.row.public_id, 32, False)
    wrong = key.text[:-1] + "!"
    page = browser.post(SIGN_IN, data={"csrf": form_token(browser.get(JOBS).text), "key": wrong})
    for shown in (browser.get(JOBS), page):
        assert key.text[-39:-8] not in shown.text
        assert token not in shown.text


def test_a_wrong_key_shows_the_form_again(browse: Browse, caplog: pytest.LogCaptureFixture) -> None:
    browser = browse()
    token = form_token(browser.get(SIGN_IN).text)
    for key in (make_key("test").text, "nonsense", "", "lmst_x", "x" * 10_000):
        answer = browser.post(SIGN_IN, data={"csrf": token, "key": key})
        assert (answer.status_code, 'role="alert"' in answer.text) == (401, True), key
        assert "set-cookie" not in answer.headers
        assert not key or key not in answer.text + caplog.text
    assert "authentication.failed" in caplog.text


def test_a_key_without_read_cannot_sign_in(browse: Browse, sessions: SessionFactory) -> None:
    browser = browse()
    fields = {"csrf": form_token(browser.get(SIGN_IN).text), "key": new_key(sessions, Scope.EVALUATE).text}
    answer = browser.post(SIGN_IN, data=fields)
    assert (answer.status_code, "needs the scope read" in answer.text) == (403, True)
    assert browser.get(JOBS, follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE api_key SET revoked_at = now()",
        "UPDATE api_key SET expires_at = now()",
        "UPDATE browser_session SET expires_at = now()",
        "DELETE FROM browser_session",
    ],
)
def test_a_session_ends_with_its_key(browse: Browse, sessions: SessionFactory, end: str) -> None:
    browser = browse(Scope.READ)
    assert [browser.get(path).status_code for path in (JOBS, "/v1/jobs")] == [200, 200]
    with sessions.begin() as session:
        session.execute(text(end))
    assert browser.get("/v1/jobs").status_code == 401
    answer = browser.get(JOBS, follow_redirects=False)
    assert answer.status_code == 303
    assert "lmsearcher_session" not in browser.cookies


def test_signing_out_ends_the_session_of_every_copied_cookie(browse: Browse, sessions: SessionFactory) -> None:
    browser, thief = browse(Scope.READ), browse()
    thief.cookies.set("lmsearcher_session", browser.cookies["lmsearcher_session"])
    assert thief.get("/v1/jobs").status_code == 200
    browser.post("/dashboard/sign-out", data={"csrf": form_token(browser.get(JOBS).text)})
    assert "lmsearcher_session" not in browser.cookies
    assert thief.get("/v1/jobs").status_code == 401
    with sessions() as session:
        assert session.scalars(select(BrowserSession)).all() == []
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(e.action, e.subject_type, e.actor == e.subject_id) for e in events[1:]] == [
        ("session.started", "key", True),
        ("session.ended", "key", True),
    ]
    assert events[1].address
    assert events[1].request_id


def test_use_prolongs_a_session_up_to_the_longest_life(browse: Browse, sessions: SessionFactory) -> None:
    browser = browse(Scope.READ)

    def left_after(age: str) -> float:
        """Hours that the session has left after a use at this age; and that its key is noted as used."""
        with sessions.begin() as session:
            aged = f"created_at = now() - interval '{age}', last_used_at = now() - interval '2 min'"
            session.execute(text(f"UPDATE browser_session SET {aged}"))  # noqa: S608 - our own text
            session.execute(update(ApiKey).values(last_used_at=None))
        assert browser.get(JOBS).status_code == 200
        with sessions() as session:
            assert session.scalars(select(ApiKey.last_used_at)).one() is not None
            left = text("SELECT extract(epoch FROM expires_at - now()) / 3600 FROM browser_session")
            return float(session.scalars(left).one())

    assert left_after("1 h") == pytest.approx(authentication.IDLE.total_seconds() / 3_600, abs=0.02)
    assert left_after("6 days 20 h") == pytest.approx(4, abs=0.02)


def test_an_ended_session_is_swept(browse: Browse, sessions: SessionFactory, sweep: object) -> None:
    browse(Scope.READ)
    browse(Scope.READ)
    with sessions.begin() as session:
        one = "SELECT token_sha256 FROM browser_session LIMIT 1"
        session.execute(text(f"UPDATE browser_session SET expires_at = now() WHERE token_sha256 IN ({one})"))  # noqa: S608
    sweep()  # type: ignore[operator]
    with sessions() as session:
        assert len(session.scalars(select(BrowserSession)).all()) == 1


def test_the_number_of_sessions_of_a_key_is_limited(
    browse: Browse, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "SESSIONS_OF_A_KEY", 2)
    key, browsers = new_key(sessions), [browse() for _ in range(3)]
    for browser in browsers:
        sign_in(browser, key.text)
    assert [browser.get("/v1/jobs").status_code for browser in browsers] == [401, 200, 200]


def test_a_session_reads_its_own_project_only(browse: Browse, sessions: SessionFactory) -> None:
    stranger = bearer(new_key(sessions, project_id=new_project(sessions)))
    browser = browse(Scope.ADMIN)
    theirs = browser.post("/v1/jobs", json=job_body(name="theirs"), headers=stranger).json()
    assert browser.get(f"/v1/jobs/{theirs['id']}").status_code == 404
    assert browser.get(f"{JOBS}/{theirs['id']}").status_code == 404
    assert "theirs" not in browser.get(JOBS).text
    assert browser.post("/v1/jobs", json=job_body()).status_code == 401
    assert browser.get("/v1/jobs", headers={"Authorization": "Bearer x"}).status_code == 401


def test_failed_sign_ins_slow_the_address_down(
    browse: Browse, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.domain.quotas import Rate  # noqa: PLC0415
    from app.web import rate_limits  # noqa: PLC0415

    signed_in, browser = browse(Scope.READ), browse()
    assert signed_in.get(JOBS).status_code == 200
    monkeypatch.setattr(rate_limits, "FAILURES", Rate(0.1, 3))
    browser.app.state.gate._failures.clear()  # type: ignore[attr-defined]  # noqa: SLF001 - other tests share it
    token = form_token(browser.get(SIGN_IN).text)
    answers = [browser.post(SIGN_IN, data={"csrf": token, "key": f"wrong{i}"}) for i in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert answers[3].headers["retry-after"] == "10"
    assert "rate_limited" in answers[3].text
    assert signed_in.get(JOBS).status_code == 200
    browser.app.state.gate._failures.clear()  # type: ignore[attr-defined]  # noqa: SLF001 - as above
