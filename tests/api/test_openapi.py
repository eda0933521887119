"""The OpenAPI document is the contract: its examples work when pasted, and what fits it is never a server error."""

import hashlib
import uuid
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import SearchStrategy
from pydantic import SecretStr
from schemathesis.core.result import Ok

from app.api.main import create_app
from app.domain.errors import InvalidInput
from app.settings import Settings
from tests.api.test_rankings import QUESTION

NO_SUCH = uuid.UUID(int=7)
OPEN_ROUTES = {"/livez", "/readyz"}
"""Routes that ask for no principal; anything else must."""


def test_it_is_openapi_3_1_and_served(client: TestClient) -> None:
    assert client.get("/openapi.json").json()["openapi"].startswith("3.1")
    assert client.get("/docs").status_code == 200


@pytest.mark.parametrize(
    ("schema", "path", "status"),
    [
        ("JobCreate", "/v1/jobs", 201),
        ("SpaceQuestion", "/v1/spaces/validate", 200),
        ("RankingQuestion", "/v1/rankings", 200),
    ],
)
def test_examples_work_when_pasted(client: TestClient, schema: str, path: str, status: int) -> None:
    document = client.get("/openapi.json").json()
    for example in document["components"]["schemas"][schema]["examples"]:
        assert client.post(path, json=example).status_code == status


def test_every_route_has_a_text_and_answers_for_itself(client: TestClient) -> None:
    for path, verbs in client.get("/openapi.json").json()["paths"].items():
        for verb, operation in verbs.items():
            assert operation.get("description"), (verb, path)
            assert path in OPEN_ROUTES or "security" in operation, (verb, path)


def test_production_refuses_every_route_without_the_key(settings: Settings) -> None:
    digest = hashlib.sha256(b"right").hexdigest()
    closed = Settings(
        DATABASE_URL=settings.database_url,
        REDIS_URL=settings.redis_url,
        environment="production",
        api_key_sha256=SecretStr(digest),
    )
    app = create_app(closed)
    body = {"lease_token": "t", "state": "failed", "worker": "w", **QUESTION}
    with TestClient(app) as client:
        for path, verbs in app.openapi()["paths"].items():
            for verb in verbs:
                url = path.format(job_id=NO_SUCH, trial_id=NO_SUCH, number=1)
                answer = client.request(verb, url, json=body, headers={"authorization": "Bearer wrong"})
                assert answer.status_code == (200 if path in OPEN_ROUTES else 401), (verb, path, answer.text)
        assert client.get("/v1/jobs", headers={"authorization": "Bearer right"}).status_code == 200


def test_whatever_fits_the_contract_is_never_a_server_error(client: TestClient) -> None:
    contract = schemathesis.openapi.from_asgi("/openapi.json", client.app)
    operations = [result.ok() for result in contract.get_all_operations() if isinstance(result, Ok)]
    assert len(operations) >= 18
    for operation in operations:
        _fuzz(operation.as_strategy(), client)


def _fuzz(cases: SearchStrategy[Any], client: TestClient) -> None:
    @given(case=cases)
    @hypothesis_settings(
        max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    def check(case: Any) -> None:
        answer = case.call(session=client)
        assert answer.status_code < 500, (case.as_curl_command(), answer.text)

    check()


def test_a_default_ranker_that_is_not_there_is_told_at_the_start(settings: Settings) -> None:
    with pytest.raises(InvalidInput, match="no ranker is called 'llm:lost'"):
        create_app(settings.model_copy(update={"default_ranker": "llm:lost"}))
