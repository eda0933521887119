"""How many SQL statements the calls of the trial protocol take: more of them is a decision, not an accident."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from app.db.session import SessionFactory
from app.domain.keys import Scope
from tests.api.driver import completed, create, lease, report
from tests.keys import bearer, new_key

KEY = {"Idempotency-Key": "k"}


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements of the API's engine, without BEGIN and COMMIT."""
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def api_engine(client: TestClient) -> Engine:
    engine: Engine = client.app.state.database.engine  # type: ignore[attr-defined]  # Starlette's app
    return engine


@pytest.mark.parametrize("existing", [5, 60])
def test_the_trial_protocol_uses_few_statements(client: TestClient, api_engine: Engine, existing: int) -> None:
    job = create(client, budget={"max_trials": 100, "max_parallel": 60}, strategy={"warmup": 100})
    for trial in lease(client, job, count=existing):
        report(client, trial, completed(trial))
    url = f"/v1/jobs/{job['id']}/trials/lease"
    with statements(api_engine) as ask:
        [trial] = client.post(url, json={"worker": "w"}).json()["trials"]
    token = {"lease_token": trial["lease"]["token"]}
    with statements(api_engine) as beat:
        client.post(f"/v1/trials/{trial['id']}/heartbeat", json=token)
    with statements(api_engine) as tell:
        report(client, trial, completed(trial))
    with statements(api_engine) as tell_again:
        report(client, trial, completed(trial))
    with statements(api_engine) as keyed:
        client.post(url, json={"worker": "w"}, headers=KEY)
    counts = {"ask": len(ask), "heartbeat": len(beat), "tell": len(tell), "tell again": len(tell_again)}
    assert counts == {"ask": 3, "heartbeat": 3, "tell": 3, "tell again": 2}, [ask, beat, tell, tell_again]
    assert len(keyed) == len(ask) + 2


def test_a_key_costs_one_statement(client: TestClient, api_engine: Engine, sessions: SessionFactory) -> None:
    key = bearer(new_key(sessions, Scope.READ))
    url = f"/v1/jobs/{create(client)['id']}"
    with statements(api_engine) as without:
        client.get(url)
    with statements(api_engine) as first:
        client.get(url, headers=key)
    with statements(api_engine) as later:
        client.get(url, headers=key)
    assert [len(first), len(later)] == [len(without) + 2, len(without) + 1], [without, first, later]
