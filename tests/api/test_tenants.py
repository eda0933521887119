"""A hostile second project at every route: generated from the OpenAPI document, so that no route can be forgotten.

Each is called with the other project's ids, with every scope that is not enough, with a lease token, and without a key.
A test walks all routes and shows every one that answers wrongly.
"""

import re
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.db.base import Base
from app.db.session import SessionFactory
from app.domain.keys import Scope, allows
from app.integrations.signing import new_secret
from app.main import create_app
from tests.builders import job_body
from tests.keys import bearer, new_key, new_project
from tests.settings import EMBEDDED, changed

Json = dict[str, Any]
APP = create_app(changed(EMBEDDED, environment="production"))
DOCUMENT: Json = APP.openapi()
OPEN = {"/livez", "/readyz"}
"""Routes without a key: they contain no data of any project."""
PAGES = {"/openapi.json", "/docs", "/redoc"}
HERE = "http://127.0.0.1:9/"
"""Nothing listens there; examples name hosts that do not exist."""
REPORTING = {"heartbeat", "release_trial", "report_result"}
"""Operations that a lease token opens, for its trial."""


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    id: str
    scope: Scope | None
    body: Json | None

    def url(self, ids: Json) -> str:
        """Fails for a parameter that this test does not know."""
        return self.path.format(**ids)


def _example(operation: Json) -> Json | None:
    """A body of the route, as its schema shows it."""
    if "requestBody" not in operation:
        return None
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    while "examples" not in schema:
        reference = schema.get("$ref") or (schema.get("oneOf") or schema["anyOf"])[0]["$ref"]
        schema = DOCUMENT["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    example: Json = schema["examples"][0]
    return example


def _operations() -> list[Operation]:
    found = []
    for path, verbs in DOCUMENT["paths"].items():
        for verb, operation in verbs.items():
            [scope] = operation["security"][0]["HTTPBearer"] if "security" in operation else [None]
            found.append(
                Operation(verb.upper(), path, operation["operationId"], scope and Scope(scope), _example(operation))
            )
    return found


OPERATIONS = _operations()
CLOSED = [(operation, operation.scope) for operation in OPERATIONS if operation.scope is not None]


@dataclass(frozen=True)
class Tenant:
    """A project with something of every kind. ids: by the name of the path parameter that takes them."""

    project_id: uuid.UUID
    admin: Json
    ids: Json
    token: str


def _tenant(client: TestClient, sessions: SessionFactory) -> Tenant:
    project_id = new_project(sessions)
    key = new_key(sessions, project_id=project_id)
    admin = bearer(key)
    evaluation = {"mode": "callback", "url": HERE, "secret": new_secret()}
    body = job_body(objective={"metric": "valid_acc"}, evaluation=evaluation)
    job = client.post("/v1/jobs", json=body, headers=admin).json()["id"]
    leased = client.post(f"/v1/jobs/{job}/trials/lease", json={"worker": "w"}, headers=admin).json()
    [trial] = leased["trials"]
    webhook = client.post("/v1/webhooks", json={"url": HERE}, headers=admin).json()["id"]
    delivery = client.post(f"/v1/webhooks/{webhook}/ping", headers=admin).json()["id"]
    ids = {
        "job_id": job,
        "trial_id": trial["id"],
        "number": 1,
        "name": "history",
        "key_id": key.row.public_id,
        "webhook_id": webhook,
        "delivery_id": delivery,
    }
    return Tenant(project_id, admin, ids, trial["lease"]["token"])


@pytest.fixture
def us(production: TestClient, sessions: SessionFactory) -> Tenant:
    return _tenant(production, sessions)


@pytest.fixture
def them(production: TestClient, sessions: SessionFactory) -> Tenant:
    return _tenant(production, sessions)


def _call(client: TestClient, operation: Operation, ids: Json, headers: Json, token: str | None = None) -> Any:
    body = operation.body
    if body is not None:
        real = {"lease_token": token, "url": HERE}
        body = {name: real.get(name) or value for name, value in body.items()}
    return client.request(operation.method, operation.url(ids), json=body, headers=headers)


def _state(sessions: SessionFactory, tenant: Tenant) -> Json:
    """All rows of a project; but for when its keys were used, which is every caller's to change."""
    found = {}
    with sessions() as session:
        for table in Base.metadata.sorted_tables:
            if "project_id" in table.columns:
                columns = [column for column in table.columns if column.name != "last_used_at"]
                query = select(*columns).where(table.c.project_id == tenant.project_id).order_by(*table.primary_key)
                found[table.name] = session.execute(query).all()
    assert all(found[name] for name in ("job", "trial", "lease", "api_key", "audit_event"))
    return found


def test_every_route_requires_one_scope_and_is_documented() -> None:
    assert {operation.path for operation in OPERATIONS if operation.scope is None} == OPEN
    routes = [route for part in APP.routes for route in getattr(part, "original_router", APP.router).routes]
    paths = {re.sub(r":\w+}", "}", route.path) for route in routes if hasattr(route, "path")}
    pages = {path for path in paths if path == "/" or f"{path}/".startswith("/dashboard/")}  # tests/dashboard
    assert paths - PAGES - pages == set(DOCUMENT["paths"])


def test_scopes_follow_the_rule_in_the_docs() -> None:
    violations = []
    for operation in OPERATIONS:
        if operation.path in OPEN:
            expected = None
        elif operation.path.startswith(("/v1/keys", "/v1/audit", "/v1/webhooks", "/v1/deliveries")):
            expected = Scope.ADMIN
        elif operation.id in REPORTING | {"lease_trials"}:
            expected = Scope.EVALUATE
        else:
            expected = Scope.READ if operation.method == "GET" else Scope.SUBMIT
        if operation.scope != expected:
            violations.append((operation.id, operation.scope, expected))
    assert violations == []


def test_no_route_works_without_a_key(production: TestClient, them: Tenant) -> None:
    violations = []
    for operation in OPERATIONS:
        response = _call(production, operation, them.ids, {})
        if response.status_code != (200 if operation.path in OPEN else 401):
            violations.append((operation.id, response.text))
    assert violations == []


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope != Scope.ADMIN])
def test_a_missing_scope_is_refused_and_changes_nothing(
    production: TestClient, sessions: SessionFactory, us: Tenant, scope: Scope
) -> None:
    headers = bearer(new_key(sessions, scope, project_id=us.project_id))
    before = _state(sessions, us)
    violations, refused = [], 0
    for operation, needed in CLOSED:
        if allows({scope}, needed):
            continue
        refused += 1
        response = _call(production, operation, us.ids, headers, us.token)
        problem = response.json()
        found = (response.status_code, problem.get("code"), problem.get("scope"))
        if found != (403, "insufficient_scope", needed):
            violations.append((operation.id, response.text))
    assert violations == []
    assert refused > 5
    assert _state(sessions, us) == before


def test_the_documented_scope_of_a_route_is_enough(production: TestClient, sessions: SessionFactory) -> None:
    violations = []
    for operation, needed in CLOSED:
        us = _tenant(production, sessions)
        key = bearer(new_key(sessions, needed, project_id=us.project_id))
        response = _call(production, operation, us.ids, key, us.token)
        if not response.is_success:
            violations.append((operation.id, response.text))
    assert violations == []


def test_ids_of_another_project_are_not_found(
    production: TestClient, sessions: SessionFactory, us: Tenant, them: Tenant
) -> None:
    before = _state(sessions, them)
    secret = [id_ for parameter, id_ in them.ids.items() if parameter not in ("number", "name")]
    violations = []
    for operation, _ in CLOSED:
        response = _call(production, operation, them.ids, us.admin, them.token)
        if "{" in operation.path:
            is_right = (response.status_code, response.json().get("code")) == (404, "not_found")
        else:
            is_right = response.is_success and not any(id_ in response.text for id_ in secret)
        if not is_right:
            violations.append((operation.id, response.text))
    assert violations == []
    assert _state(sessions, them) == before


def test_a_lease_token_opens_no_other_route(
    production: TestClient, sessions: SessionFactory, us: Tenant, them: Tenant
) -> None:
    violations = []
    for operation, _ in CLOSED:
        holder = _tenant(production, sessions) if operation.id in REPORTING else us
        own = _call(production, operation, holder.ids, bearer(holder.token), holder.token)
        if not (own.is_success if operation.id in REPORTING else own.status_code == 403):
            violations.append((operation.id, own.text))
        other = _call(production, operation, them.ids, bearer(us.token), us.token)
        if other.status_code != 403:
            violations.append((operation.id, other.text))
    assert violations == []


def test_an_unknown_parameter_fails_the_walk() -> None:
    with pytest.raises(KeyError):
        Operation("GET", "/v1/secrets/{secret_id}", "get_secret", Scope.READ, None).url({"job_id": "x"})
