"""The OpenAPI document is the contract: its examples work when pasted, and it says what this server asks for.

That every answer is one that it promises, test_contract.py shows.
"""

import hashlib
import uuid

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.api.main import create_app
from app.domain.errors import InvalidInput
from app.settings import Settings
from tests.api.test_rankings import QUESTION

PROBLEM = "#/components/schemas/Problem"
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


def test_a_key_is_asked_for_where_one_is_needed(client: TestClient, settings: Settings) -> None:
    closed = settings.model_copy(update={"api_key_sha256": SecretStr("0" * 64)})
    for document, requirements in (
        (client.get("/openapi.json").json(), [{"HTTPBearer": []}, {}]),
        (create_app(closed).openapi(), [{"HTTPBearer": []}]),
    ):
        assert document["paths"]["/v1/jobs"]["post"]["security"] == requirements


def test_problems_are_described_under_their_own_media_type(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path, verbs in document["paths"].items():
        for operation in verbs.values():
            for status in {"400", "401", "404", "409", "413", "422", "429"} & set(operation["responses"]):
                content = operation["responses"][status]["content"]
                assert content == {"application/problem+json": {"schema": {"$ref": PROBLEM}}}, (path, status)


def test_bounds_are_exact(client: TestClient) -> None:
    seed = client.get("/openapi.json").json()["components"]["schemas"]["SpaceQuestion"]["properties"]["seed"]
    assert (type(seed["exclusiveMaximum"]), seed["exclusiveMaximum"]) == (int, 2**63)


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


def test_a_default_ranker_that_is_not_there_is_told_at_the_start(settings: Settings) -> None:
    with pytest.raises(InvalidInput, match="no ranker is called 'llm:lost'"):
        create_app(settings.model_copy(update={"default_ranker": "llm:lost"}))
