"""Keys and tokens that were used, misspelt or put where they do not belong are in no log and in no row."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psycopg
import pytest
from sqlalchemy.orm import sessionmaker

from app.db.base import Base
from app.db.models import DEFAULT_PROJECT_ID
from app.db.session import make_engine
from app.domain.keys import parse_key
from app.integrations.signing import new_secret
from tests.builders import job_body
from tests.keys import bearer, new_key
from tests.servers import Servers
from tests.settings import settings_of
from tests.stack import running_api


@dataclass(frozen=True)
class Service:
    url: str
    key: str
    database_url: str
    log_path: Path


@pytest.fixture
def service(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    """An API process in production that logs all it can."""
    servers = Servers(database_url, redis_url).apart("secrets", 7)
    engine = make_engine(settings_of(servers))
    key = new_key(sessionmaker(engine, expire_on_commit=False)).text
    engine.dispose()
    environment = {
        "LMSEARCHER_ENVIRONMENT": "production",
        "LMSEARCHER_LOG_LEVEL": "DEBUG",
        "LMSEARCHER_OUTBOUND_ALLOW_HTTP": "true",
        "LMSEARCHER_OUTBOUND_SUBNETS": "127.0.0.0/8",
        "LMSEARCHER_OUTBOUND_PORTS": "9",
    }
    with running_api(servers, log_dir=tmp_path, environment=environment) as api:
        yield Service(api.url, key, servers.database_url, api.process.log_path)


def _plant(service: Service) -> set[str]:
    """Uses secrets in every way that comes to mind; returns them."""
    webhook_secret = new_secret()
    once = {"Idempotency-Key": "once"}
    evaluation = {"mode": "callback", "url": "http://127.0.0.1:9/", "secret": webhook_secret}
    with httpx2.Client(base_url=service.url, headers=bearer(service.key), timeout=30) as client:
        job = client.post("/v1/jobs", json=job_body(evaluation=evaluation), headers=once).json()["id"]
        leased = client.post(f"/v1/jobs/{job}/trials/lease", json={"worker": "w"}, headers=once).json()["trials"]
        [trial] = leased
        token = trial["lease"]["token"]
        made = client.post("/v1/keys", json={"name": "n", "scopes": ["admin"]}, headers=once).json()
        rotated = client.post(f"/v1/keys/{made['id']}/rotate", json={}, headers=once).json()
        hook = client.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/"}, headers=once).json()
        secrets = {service.key, made["key"], rotated["key"], token, hook["secret"], webhook_secret}
        assert len(secrets) == 6
        path = f"/v1/trials/{trial['id']}"
        for secret in secrets:
            client.get("/v1/jobs", headers=bearer(secret[:-1]))
            client.get("/v1/jobs", headers={"Authorization": secret})
            client.get(f"/v1/trials/{secret}")
            client.get("/v1/jobs", params={"after": secret, "limit": secret})
            client.post("/v1/jobs", content=f'{{"secret": {secret}', headers={"Content-Type": "application/json"})
            client.post("/v1/jobs", json={"space": secret, secret: secret})
            client.post(f"{path}/heartbeat", json={"lease_token": secret}, headers=once)
            client.post(f"{path}/heartbeat", json={"lease_token": secret + "\x00"})
        for headers in (bearer(service.key), bearer(token)):
            assert client.post(f"{path}/heartbeat", json={"lease_token": token}, headers=headers).is_success
        with psycopg.connect(service.database_url) as connection:  # an error of the database in the midst of a call
            connection.execute("ALTER TABLE lease RENAME TO elsewhere")
            connection.commit()
            broken = client.post(f"{path}/result", json={"lease_token": token, "state": "failed"})
            unknown = client.get("/v1/jobs", headers=bearer(token))
            connection.execute("ALTER TABLE elsewhere RENAME TO lease")
        assert (broken.status_code, unknown.status_code) == (500, 500)
    return secrets


def test_secrets_are_in_no_log_and_in_no_row(service: Service) -> None:
    secrets = _plant(service)
    needles = set(secrets)
    for text in secrets:
        key = parse_key(text)
        needles |= {key.secret} if key else {text.removeprefix("whsec_").removeprefix("lmst_")}
    log = service.log_path.read_text()
    assert "request.failed" in log
    assert "authentication.failed" in log
    assert not [needle for needle in needles if needle in log]
    rows = 0
    with psycopg.connect(service.database_url) as connection:
        for table in Base.metadata.sorted_tables:
            for (row,) in connection.execute(f'SELECT t::text FROM "{table.name}" AS t'):  # noqa: S608
                rows += 1
                found = [needle for needle in needles if needle in row or needle.encode().hex() in row]
                assert not found, (table.name, row)
        kept = connection.execute("SELECT count(*) FROM idempotency_record WHERE project_id = %s", [DEFAULT_PROJECT_ID])
        assert kept.fetchone() == (6,)
    assert rows > 20


def test_the_reference_shows_none(service: Service) -> None:
    document = httpx2.get(f"{service.url}/openapi.json", timeout=10).text
    for word in ("lmsk_", "lmst_", "whsec_"):
        for place in document.split(word)[1:]:
            assert not place[:16].isalnum(), word + place[:40]
