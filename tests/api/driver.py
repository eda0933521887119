"""Small steps of the trial protocol, for tests that care about the step after."""

from typing import Any

from fastapi.testclient import TestClient

from tests.builders import job_body

Json = dict[str, Any]


def create(client: TestClient, **changes: Any) -> Json:
    answer = client.post("/v1/jobs", json=job_body(**changes))
    assert answer.status_code == 201, answer.text
    job: Json = answer.json()
    return job


def lease(client: TestClient, job: Json, worker: str = "w", count: int = 1) -> list[Json]:
    answer = client.post(f"/v1/jobs/{job['id']}/trials/lease", json={"worker": worker, "count": count})
    assert answer.status_code == 200, answer.text
    trials: list[Json] = answer.json()["trials"]
    return trials


def completed(trial: Json, value: float = 1.0) -> Json:
    return {"lease_token": trial["lease"]["token"], "state": "completed", "metrics": {"acc": value}}


def report(client: TestClient, trial: Json, body: Json) -> Any:
    return client.post(f"/v1/trials/{trial['id']}/result", json=body)
