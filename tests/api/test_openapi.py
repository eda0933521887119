"""The OpenAPI document is the contract: its examples work when pasted, and it says what this server asks for.

That every answer is one that it promises, test_contract.py shows.
"""

import pytest
from fastapi.testclient import TestClient

from app.domain.errors import InvalidInput
from app.domain.keys import ALL_SCOPES
from app.main import create_app
from app.settings import Settings
from tests.settings import changed

PROBLEM = "#/components/schemas/Problem"
OPEN_ROUTES = {"/livez", "/readyz"}
"""Routes that ask for no principal; anything else must."""


def test_it_is_openapi_3_1_and_served(client: TestClient) -> None:
    assert client.get("/openapi.json").json()["openapi"].startswith("3.1")
    assert client.get("/docs").status_code == 200


@pytest.mark.parametrize(
    ("schema", "path", "status"),
    [
        ("JobCreate", "/v1/jobs", 201),
        ("SpaceRequest", "/v1/spaces/validate", 200),
        ("RankingRequest", "/v1/rankings", 200),
    ],
)
def test_examples_work_when_pasted(client: TestClient, schema: str, path: str, status: int) -> None:
    document = client.get("/openapi.json").json()
    for example in document["components"]["schemas"][schema]["examples"]:
        assert client.post(path, json=example).status_code == status


def test_every_route_describes_itself_and_its_responses(client: TestClient) -> None:
    for path, verbs in client.get("/openapi.json").json()["paths"].items():
        for verb, operation in verbs.items():
            assert operation.get("description"), (verb, path)
            if path not in OPEN_ROUTES:
                [scope] = operation["security"][0]["HTTPBearer"]
                assert scope in ALL_SCOPES, (verb, path)
                assert "403" in operation["responses"], (verb, path)


def test_the_document_requires_a_key_in_production_only(client: TestClient, settings: Settings) -> None:
    closed = changed(settings, environment="production")
    for document, requirements in (
        (client.get("/openapi.json").json(), [{"HTTPBearer": ["submit"]}, {}]),
        (create_app(closed).openapi(), [{"HTTPBearer": ["submit"]}]),
    ):
        assert document["paths"]["/v1/jobs"]["post"]["security"] == requirements


def test_problems_are_described_under_their_own_media_type(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path, verbs in document["paths"].items():
        for operation in verbs.values():
            for status in {"400", "401", "403", "404", "409", "413", "422", "429"} & set(operation["responses"]):
                content = operation["responses"][status]["content"]
                assert content == {"application/problem+json": {"schema": {"$ref": PROBLEM}}}, (path, status)


def test_bounds_are_exact(client: TestClient) -> None:
    seed = client.get("/openapi.json").json()["components"]["schemas"]["SpaceRequest"]["properties"]["seed"]
    assert (type(seed["exclusiveMaximum"]), seed["exclusiveMaximum"]) == (int, 2**63)


def test_an_unknown_default_ranker_fails_at_start(settings: Settings) -> None:
    with pytest.raises(InvalidInput, match="no ranker is called 'llm:lost'"):
        create_app(changed(settings, ranking={"default": "llm:lost"}))
