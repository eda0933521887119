"""Bad input of every kind: a problem document that names the field, never a 5xx, and nothing changed."""

import json
import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.errors import KINDS
from tests.builders import CELLS, job_body

NO_SUCH = uuid.UUID(int=7)
DEEP = "[" * 100_000 + "]" * 100_000


def _space(**changes: Any) -> dict[str, Any]:
    return {"space": {**CELLS, **changes}}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"budget": {"max_trials": 0}}, "/budget/max_trials"),
        ({"budget": {"max_trials": "10"}}, "/budget/max_trials"),
        ({"budget": {}}, "/budget/max_trials"),
        ({"budget": {"max_trials": 10, "max_paralel": 2}}, "/budget/max_paralel"),
        ({"objective": {"metric": ""}}, "/objective/metric"),
        ({"objective": {"metric": "a", "goal": "up"}}, "/objective/goal"),
        ({"strategy": {"pool": {"size": 100_000}}}, "/strategy/pool/size"),
        ({"seed": -1}, "/seed"),
        ({"seed": 2**63}, "/seed"),
        ({"name": "a\x00b"}, "/name"),
        ({"tags": {"k": "v\n"}}, "/tags/k"),
        ({"space": {"dimensions": []}}, "/space/dimensions"),
        ({"space": {"dimensions": [{"name": "a", "type": "weird"}]}}, "/space/dimensions/0"),
        (
            {"space": {"dimensions": [{"name": "a", "type": "categorical", "options": [None]}]}},
            "/space/dimensions/0/options/0",
        ),
        (_space(forbidden=[{"edge9": ["none"]}]), "/space/forbidden/0/edge9"),
        (_space(forbidden=[{"edge0": ["nothing"]}]), "/space/forbidden/0/edge0/0"),
        (_space(conditions=[{"dimension": "edge0", "when": {"edge0": ["none"]}}]), "/space/conditions/0"),
        ({"space": {"dimensions": [{"name": "a", "type": "int", "low": 5, "high": 1}]}}, "/space/dimensions/0/low"),
    ],
)
def test_a_bad_job_names_the_field_and_creates_nothing(
    client: TestClient, changes: dict[str, Any], pointer: str
) -> None:
    answer = client.post("/v1/jobs", json=job_body(**changes))
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert pointer in [e["pointer"] for e in problem["errors"]]
    assert all(e["detail"] and e["hint"] for e in problem["errors"])
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert client.get("/v1/jobs").json()["items"] == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b"null", 422),
        (b"\xff\xfe", 422),
        (b'{"name": "\\ud800"}', 422),
        (DEEP.encode(), 400),
        (b'{"seed": ' + b"9" * 5_000 + b"}", 400),
        (b" " * (5 << 20), 413),
    ],
)
def test_bodies_of_the_wrong_form_are_refused(client: TestClient, content: bytes, status: int) -> None:
    answer = client.post("/v1/jobs", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("DELETE", "/v1/jobs", 405),
        ("GET", "/v1/jobs/not-an-id", 422),
        ("GET", f"/v1/jobs/{NO_SUCH}", 404),
        ("POST", f"/v1/jobs/{NO_SUCH}/pause", 404),
        ("GET", f"/v1/jobs/{NO_SUCH}/rounds/1", 404),
        ("GET", f"/v1/trials/{NO_SUCH}", 404),
        ("GET", "/v1/jobs?limit=0", 422),
        ("GET", "/v1/jobs?state=none", 422),
        ("GET", "/v1/jobs?after=%00", 422),
        ("GET", "/v1/jobs?after=WyJhIiwgImIiXQ", 422),
        ("GET", "/v1/jobs?after=WzFd", 422),
    ],
)
def test_unknown_addresses_and_methods_are_problems(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].startswith("urn:lmsearcher:problem:")


def test_numbers_beyond_the_columns_are_refused(client: TestClient) -> None:
    job = client.post("/v1/jobs", json=job_body()).json()
    assert client.get(f"/v1/jobs/{job['id']}/rounds/99999999999").status_code == 422
    assert client.get(f"/v1/jobs/{job['id']}/trials?after=WzEwMDAwMDAwMDAwMDAwMDAwMDAwMF0").status_code == 422


def test_a_lone_surrogate_is_quoted_back_as_ascii(client: TestClient) -> None:
    question = {
        "space": {"dimensions": [{"name": "x", "type": "int", "low": 0, "high": 9}]},
        "candidates": ["1", {"\ud800": 1}],
    }
    content = json.dumps(question)
    answer = client.post("/v1/rankings", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert answer.content.isascii()


def test_a_body_without_a_media_type_is_not_echoed(client: TestClient) -> None:
    answer = client.post("/v1/jobs", content=json.dumps(job_body()), headers={"content-type": "text/plain"})
    (error,) = answer.json()["errors"]
    assert "Content-Type: application/json" in error["hint"]
    assert "dimensions" not in answer.text


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (f"/v1/jobs/{NO_SUCH}/trials/lease", {"worker": "w", "wait_s": "5"}, "/wait_s"),
        (f"/v1/jobs/{NO_SUCH}/trials/lease", {"worker": "w", "wait_s": True}, "/wait_s"),
        ("/v1/rankings", {"space": CELLS, "candidates": ["0"], "seed": "5"}, "/seed"),
    ],
)
def test_a_text_is_not_read_as_a_number(client: TestClient, path: str, body: dict[str, Any], pointer: str) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_long_dimension_type_is_not_echoed_whole(client: TestClient) -> None:
    answer = client.post("/v1/jobs", json=job_body(space={"dimensions": [{"name": "a", "type": "w" * 10_000}]}))
    (error,) = answer.json()["errors"]
    assert len(answer.content) < 1_000
    assert "categorical" in error["hint"]


def test_an_internal_error_is_logged_with_its_request_id(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    api = create_app(settings)

    @api.get("/fault")
    def fault() -> None:
        raise ZeroDivisionError

    answer = TestClient(api, raise_server_exceptions=False).get("/fault", headers={"x-request-id": "find-me"})
    assert answer.status_code == 500
    assert answer.json()["request_id"] == "find-me"
    assert answer.headers.get_list("x-request-id") == ["find-me"]
    captured = capsys.readouterr()
    assert '"request_id": "find-me"' in captured.out + captured.err


def test_every_code_is_unique() -> None:
    codes = [code for _, code, _ in KINDS.values()]
    assert len(codes) == len(set(codes))
