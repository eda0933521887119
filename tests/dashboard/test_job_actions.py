"""The buttons of a job: who sees them, what they do, and their audit events."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.db.models import AuditEvent
from app.db.session import SessionFactory
from app.domain.keys import Scope
from tests.api.driver import create
from tests.builders import job_body
from tests.dashboard.conftest import Browse, form_token
from tests.keys import bearer, new_key

NO_SUCH = "/dashboard/jobs/00000000-0000-0000-0000-000000000007"


def _offered(page: str) -> list[str]:
    return re.findall(r'<form method="post" action="/dashboard/jobs/[0-9a-f-]{36}/(\w+)"', page)


def test_a_job_is_paused_resumed_and_cancelled(embedded: TestClient, sessions: SessionFactory) -> None:
    job = create(embedded)
    url, api = f"/dashboard/jobs/{job['id']}", f"/v1/jobs/{job['id']}"
    token = form_token(embedded.get(url).text)
    for verb, state, offered in (
        ("pause", "paused", ["resume", "cancel"]),
        ("resume", "running", ["pause", "cancel"]),
        ("cancel", "cancelled", []),
    ):
        assert verb in _offered(embedded.get(url).text)
        answer = embedded.post(f"{url}/{verb}", data={"csrf": token}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, url)
        assert embedded.get(api).json()["state"] == state
        assert _offered(embedded.get(url).text) == offered
    with sessions() as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["job.created", "job.paused", "job.resumed", "job.cancelled"]
    late = embedded.post(f"{url}/pause", data={"csrf": token})
    assert (late.status_code, "job_finished" in late.text) == (409, True)


def test_cancelling_is_confirmed_first_also_without_scripts(embedded: TestClient) -> None:
    job = create(embedded)
    url = f"/dashboard/jobs/{job['id']}"
    page = embedded.get(url).text
    assert f'href="{url}/cancel" data-opens="cancel"' in page
    assert '<dialog id="cancel" data-keep aria-labelledby="cancel-title">' in page
    page_to_confirm = embedded.get(f"{url}/cancel").text
    assert _offered(page_to_confirm) == ["cancel"]
    assert embedded.get(f"/v1/jobs/{job['id']}").json()["state"] == "running"
    embedded.post(f"{url}/cancel", data={"csrf": form_token(page_to_confirm)})
    assert "The job has ended" in embedded.get(f"{url}/cancel").text


def test_a_reader_sees_no_buttons_and_cannot_act(browse: Browse, sessions: SessionFactory) -> None:
    reader, submitter = browse(Scope.READ), browse(Scope.READ, Scope.SUBMIT)
    job = reader.post("/v1/jobs", json=job_body(), headers=bearer(new_key(sessions))).json()
    url = f"/dashboard/jobs/{job['id']}"
    page = reader.get(url).text
    assert (_offered(page), "Clone" in page, "dialogs.js" in page) == ([], False, False)
    for verb in ("pause", "cancel"):
        answer = reader.post(f"{url}/{verb}", data={"csrf": form_token(page)})
        assert (answer.status_code, "insufficient_scope" in answer.text) == (403, True)
    assert reader.get(f"{url}/cancel").status_code == 403
    assert reader.get(f"/v1/jobs/{job['id']}").json()["state"] == "running"
    page = submitter.get(url).text
    assert (_offered(page), "Clone" in page) == (["pause", "cancel"], True)


@pytest.mark.parametrize("verb", ["pause", "resume", "cancel"])
def test_actions_on_an_unknown_job_are_not_found(embedded: TestClient, verb: str) -> None:
    token = form_token(embedded.get("/dashboard/jobs/new").text)
    assert embedded.post(f"{NO_SUCH}/{verb}", data={"csrf": token}).status_code == 404
    assert embedded.post(f"{NO_SUCH}/explode", data={"csrf": token}).status_code == 422
    assert embedded.get(f"{NO_SUCH}/cancel").status_code == 404
