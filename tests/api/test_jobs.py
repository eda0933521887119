"""Jobs over HTTP: creation, pages, ETags, idempotency, query counts."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from tests.api.driver import completed, create, lease, report
from tests.builders import SPACE, job_body


@pytest.fixture
def statements(_app_client: TestClient) -> Iterator[list[str]]:
    """SELECTs that the app sends."""
    engine: Engine = _app_client.app.state.database.engine  # type: ignore[attr-defined]  # our own state
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT") and "FROM" in statement:
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_job_shows_layout_size_and_defaults(client: TestClient) -> None:
    body = {"space": SPACE, "objective": {"metric": "acc"}, "budget": {"max_trials": 100}}
    answer = client.post("/v1/jobs", json=body)
    job = answer.json()
    assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
    assert job["ncode"] == {"length": 5, "widths": [1, 1, 2, 1]}
    assert job["space_size"] == "1566"
    assert (job["state"], job["strategy"]["ranker"], job["objective"]["goal"]) == ("running", "compact", "maximize")
    assert job["progress"] == {
        "queued": 5,
        "running": 0,
        "completed": 0,
        "failed": 0,
        "infeasible": 0,
        "cancelled": 0,
        "trials": 5,
        "max_trials": 100,
        "rounds": 1,
    }


def test_equal_seeds_give_equal_warm_ups(client: TestClient) -> None:
    first, second, other = create(client, seed=3), create(client, seed=3), create(client, seed=4)
    codes = [
        [t["ncode"] for t in client.get(f"/v1/jobs/{job['id']}/trials").json()["items"]]
        for job in (first, second, other)
    ]
    assert codes[0] == codes[1] != codes[2]


def test_an_unchanged_job_answers_304(client: TestClient) -> None:
    job = create(client)
    url = f"/v1/jobs/{job['id']}"
    etag = client.get(url).headers["etag"]
    unchanged = client.get(url, headers={"if-none-match": f'"other", W/{etag}'})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    [trial] = lease(client, job)
    assert client.get(url, headers={"if-none-match": etag}).status_code == 200
    etag = client.get(url).headers["etag"]
    report(client, trial, completed(trial))
    assert client.get(url, headers={"if-none-match": etag}).status_code == 200


def test_an_idempotency_key_gives_one_job_and_its_first_response(client: TestClient) -> None:
    headers = {"idempotency-key": "key-1"}
    first = client.post("/v1/jobs", json=job_body(), headers=headers)
    again = client.post("/v1/jobs", json=job_body(), headers=headers)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert len(client.get("/v1/jobs").json()["items"]) == 1
    other = client.post("/v1/jobs", json=job_body(seed=8), headers=headers)
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "Idempotency-Key")


def test_pages_cover_everything_once(client: TestClient) -> None:
    ids = [create(client)["id"] for _ in range(5)]
    seen, after = [], None
    for _ in range(10):
        page = client.get("/v1/jobs", params={"limit": 2, **({"after": after} if after else {})}).json()
        seen += [job["id"] for job in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == ids[::-1]
    client.post(f"/v1/jobs/{ids[0]}/cancel")
    assert [j["id"] for j in client.get("/v1/jobs?state=cancelled").json()["items"]] == [ids[0]]


def test_a_list_costs_the_same_number_of_queries_however_long(client: TestClient, statements: list[str]) -> None:
    for _ in range(4):
        job = create(client)
        [trial] = lease(client, job)
        report(client, trial, completed(trial))
    statements.clear()
    client.get("/v1/jobs?limit=1")
    short = len(statements)
    statements.clear()
    client.get("/v1/jobs?limit=4")
    assert len(statements) == short == 3


def test_unknown_rankers_are_refused_with_the_known_ones(client: TestClient) -> None:
    answer = client.post("/v1/jobs", json=job_body(strategy={"ranker": "llm:none"}))
    [problem] = answer.json()["errors"]
    assert (answer.status_code, problem["pointer"]) == (422, "/strategy/ranker")
    assert "compact" in problem["hint"]
