"""However wrong a body is, the errors that are found in it are few: each costs time and memory."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.driver import create, lease
from tests.builders import CELLS, job_body

MOST_ERRORS = 3_000
BYTES = 1 << 20

UNKNOWN = {f"x{number}": 0 for number in range(BYTES // 12)}
WRONG: list[Any] = [[]] * (BYTES // 3)
WRONG_BY_NAME = {f"x{number}": WRONG[:40] for number in range(BYTES // 150)}

Change = Callable[[Any], Any]
BODIES: dict[str, tuple[str, Any]] = {
    "unknown fields of a job": ("/v1/jobs", {**job_body(), **UNKNOWN}),
    "unknown fields of a budget": ("/v1/jobs", job_body(budget=UNKNOWN)),
    "options": (
        "/v1/spaces/validate",
        {"space": {"dimensions": [{"name": "a", "type": "categorical", "options": WRONG}]}},
    ),
    "options of many dimensions": (
        "/v1/spaces/validate",
        {"space": {"dimensions": [{"name": "a", "type": "ordinal", "options": WRONG[:999]}] * 256}},
    ),
    "dimensions": ("/v1/spaces/validate", {"space": {"dimensions": WRONG}}),
    "clauses": ("/v1/spaces/validate", {"space": {**CELLS, "forbidden": [WRONG_BY_NAME] * 2}}),
    "many clauses": (
        "/v1/spaces/validate",
        {"space": {**CELLS, "forbidden": [dict(list(WRONG_BY_NAME.items())[:250])] * 100}},
    ),
    "conditions": (
        "/v1/jobs",
        job_body(space={**CELLS, "conditions": [{"dimension": "edge0", "when": WRONG_BY_NAME}] * 2}),
    ),
    "tags": ("/v1/jobs", job_body(tags=WRONG_BY_NAME)),
    "outcomes": ("/v1/jobs", job_body(strategy={"penalize": WRONG})),
    "history": ("/v1/rankings", {"space": CELLS, "history": WRONG[:1_000], "candidates": ["000000"]}),
    "architectures of a history": (
        "/v1/rankings",
        {"space": CELLS, "history": [{"architecture": WRONG_BY_NAME, "score": []}] * 2, "candidates": ["000000"]},
    ),
    "candidates": ("/v1/rankings", {"space": CELLS, "candidates": [WRONG_BY_NAME] * 2}),
    "events": ("/v1/webhooks", {"url": "https://example.com", "events": WRONG}),
    "scopes": ("/v1/keys", {"name": "k", "scopes": WRONG}),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_body_has_few_errors(client: TestClient, what: str) -> None:
    path, body = BODIES[what]
    _check(client, path, body)


@pytest.mark.parametrize("route", ["heartbeat", "release", "result"])
@pytest.mark.parametrize("what", ["unknown fields", "metrics"])
def test_a_report_has_few_errors(client: TestClient, route: str, what: str) -> None:
    [trial] = lease(client, create(client))
    token = {"lease_token": trial["lease"]["token"]}
    wrong = UNKNOWN if what == "unknown fields" else {"state": "completed", "metrics": WRONG_BY_NAME}
    _check(client, f"/v1/trials/{trial['id']}/{route}", {**token, **wrong})


def _check(client: TestClient, path: str, body: Any) -> None:
    text = json.dumps(body, separators=(",", ":"))
    assert len(text) <= 4 * BYTES
    answer = client.post(path, content=text, headers={"content-type": "application/json"})
    assert answer.status_code == 422, answer.text
    count = re.match(r"(\d+) invalid field", answer.json()["detail"])
    assert count is not None
    assert int(count[1]) <= MOST_ERRORS
