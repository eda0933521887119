"""Makes tests/db/schemas/VERSION.sql: `python -m tests.db.schema_fixture VERSION` (`make schema-fixture`)."""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from socket import gethostname
from typing import Any

import httpx2
import typer
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import sessionmaker

from app.embedded.ports import LOOPBACK, free_port
from app.embedded.postgres import PostgresServer
from app.embedded.valkey import ValkeyServer
from app.integrations.signing import new_secret
from tests.builders import job_body
from tests.dashboard.conftest import form_token
from tests.db.dumps import dump, rows_of_tables
from tests.keys import bearer, new_key
from tests.servers import Servers, migrate
from tests.stack import running_stack

SCHEMAS = Path(__file__).parent / "schemas"
TIMEOUT_S = 60
SPACE = {"dimensions": [{"name": name, "type": "int", "low": 1, "high": 4} for name in ("depth", "width", "kernel")]}
ENVIRONMENT = {
    "LMSEARCHER_BROKER_SWEEP_INTERVAL_S": "0.5",
    "LMSEARCHER_RANKING_WARM_UP": "none",
    "LMSEARCHER_OUTBOUND_ALLOW_HTTP": "true",
    "LMSEARCHER_OUTBOUND_SUBNETS": "127.0.0.0/8",
}
Json = dict[str, Any]


def main(version: str) -> None:
    """Runs the whole service on an empty database, uses all of it, and dumps the database."""
    closed = free_port()
    environment = ENVIRONMENT | {"LMSEARCHER_OUTBOUND_PORTS": str(closed)}
    production = {"LMSEARCHER_ENVIRONMENT": "production"}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o711)  # Postgres of root may run as another user
        postgres = stack.enter_context(PostgresServer(folder / "postgres", durable=False))
        valkey = stack.enter_context(ValkeyServer(folder / "valkey"))
        migrate(postgres.url)
        servers = Servers(postgres.url, valkey.url)
        with (
            running_stack(
                servers, log_dir=folder / "logs", environment=environment, api_environment=production
            ) as service,
            httpx2.Client(base_url=service.url, timeout=30) as http,
        ):
            use(http, first_key(postgres.url), f"http://{LOOPBACK}:{closed}/")
            wait_for_rows(postgres.url)
            text = dump(postgres.url, "--inserts")
    (SCHEMAS / f"{version}.sql").write_text(text.replace(f"@{gethostname()}", "@host"))


def first_key(database_url: str) -> str:
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"))
    try:
        return new_key(sessionmaker(engine, expire_on_commit=False)).text
    finally:
        engine.dispose()


def use(http: httpx2.Client, key: str, closed: str) -> None:
    """Jobs in several states, their events, a stateless ranking, a browser. At `closed` no server listens."""
    form = {"csrf": form_token(http.get("/dashboard/sign-in").text), "key": key}
    assert http.post("/dashboard/sign-in", data=form).status_code == 303
    http.cookies.clear()
    http.headers |= bearer(key)
    post(http, "/v1/webhooks", {"url": closed})
    search(http, post(http, "/v1/jobs", body("ended", 6), {"Idempotency-Key": "one"}), trials=6)
    search(http, post(http, "/v1/jobs", body("running", 20)), trials=5)
    lost = post(http, "/v1/jobs", body("lost", 1) | {"evaluation": {"mode": "pull", "lease_s": 1}})
    lease(http, lost)
    called = {"mode": "callback", "url": closed, "secret": new_secret()}
    post(http, "/v1/jobs", body("called", 2) | {"evaluation": called})
    question = {"space": SPACE, "goal": "maximize", "ranker": "surrogate", "candidates": ["000", "111"]}
    post(http, "/v1/rankings", question)


def search(http: httpx2.Client, job: Json, *, trials: int) -> None:
    """The first trial fails."""
    for _ in range(trials):
        [trial] = lease(http, job)
        result = {"state": "completed", "metrics": {"acc": float(sum(map(int, trial["ncode"])))}}
        if trial["number"] == 1:
            result = {"state": "failed", "error": "out of memory"}
        post(http, f"/v1/trials/{trial['id']}/result", result | {"lease_token": trial["lease"]["token"]})


def lease(http: httpx2.Client, job: Json) -> list[Json]:
    leased: list[Json] = post(http, f"/v1/jobs/{job['id']}/trials/lease", {"worker": "w", "wait_s": 20})["trials"]
    return leased


def body(name: str, max_trials: int) -> Json:
    return job_body(
        name=name, space=SPACE, budget={"max_trials": max_trials}, strategy={"ranker": "surrogate", "warmup": 2}
    )


def post(http: httpx2.Client, path: str, content: Json, headers: dict[str, str] | None = None) -> Json:
    response = http.post(path, json=content, headers=headers)
    assert response.is_success, response.text
    answer: Json = response.json()
    return answer


def wait_for_rows(database_url: str) -> None:
    """Until every table has some."""
    end = time.monotonic() + TIMEOUT_S
    while empty := [table for table, rows in rows_of_tables(database_url).items() if not rows]:
        if time.monotonic() > end:
            raise SystemExit(f"these tables stay empty: {empty}")
        time.sleep(0.2)


if __name__ == "__main__":
    typer.run(main)
