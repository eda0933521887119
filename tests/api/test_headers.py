"""Headers of every response of the API."""

import pytest
from fastapi.testclient import TestClient

from tests.api.driver import create


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/jobs", 200),
        ("GET", "/v1/rankers", 200),
        ("GET", "/v1/jobs/7", 422),
        ("GET", "/v1/jobs/00000000-0000-0000-0000-000000000000", 404),
        ("POST", "/v1/jobs", 422),
        ("DELETE", "/v1/jobs", 405),
        ("GET", "/v1/nothing", 404),
    ],
)
def test_no_cache_keeps_a_response(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_response_that_may_be_kept_says_so_itself(client: TestClient) -> None:
    job = create(client)
    answer = client.get(f"/v1/jobs/{job['id']}/figures/history")
    assert answer.headers.get_list("cache-control") == ["private, no-cache"]


@pytest.mark.parametrize("path", ["/v1/jobs/", "/dashboard/jobs/", "/livez/"])
def test_no_redirect_has_the_host_of_the_request(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"}, follow_redirects=False)
    assert "evil.example" not in answer.headers.get("location", "")
