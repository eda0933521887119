"""How many round trips to Postgres the calls of the trial protocol take: more is a decision, not an accident."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.db.session import SessionFactory
from app.domain.keys import Scope
from tests.api.driver import completed, create, lease, report
from tests.keys import bearer, new_key
from tests.statements import counted_round_trips

KEY = {"Idempotency-Key": "k"}


@pytest.fixture
def api_engine(client: TestClient) -> Engine:
    engine: Engine = client.app.state.database.engine  # type: ignore[attr-defined]  # Starlette's app
    return engine


@pytest.mark.parametrize("existing", [5, 60])
def test_the_trial_protocol_takes_few_round_trips(client: TestClient, api_engine: Engine, existing: int) -> None:
    job = create(client, budget={"max_trials": 100, "max_parallel": 60}, strategy={"warmup": 100})
    for trial in lease(client, job, count=existing):
        report(client, trial, completed(trial))
    url = f"/v1/jobs/{job['id']}/trials/lease"
    with counted_round_trips(api_engine) as ask:
        [trial] = client.post(url, json={"worker": "w"}).json()["trials"]
    token = {"lease_token": trial["lease"]["token"]}
    with counted_round_trips(api_engine) as beat:
        client.post(f"/v1/trials/{trial['id']}/heartbeat", json=token)
    with counted_round_trips(api_engine) as tell:
        report(client, trial, completed(trial))
    with counted_round_trips(api_engine) as tell_again:
        report(client, trial, completed(trial))
    with counted_round_trips(api_engine) as keyed:
        client.post(url, json={"worker": "w"}, headers=KEY)
    counts = {"ask": len(ask), "heartbeat": len(beat), "tell": len(tell), "tell again": len(tell_again)}
    assert counts == {"ask": 2, "heartbeat": 2, "tell": 2, "tell again": 1}, [ask, beat, tell, tell_again]
    assert len(keyed) == len(ask)


def test_a_key_costs_one_round_trip(client: TestClient, api_engine: Engine, sessions: SessionFactory) -> None:
    key = bearer(new_key(sessions, Scope.READ))
    url = f"/v1/jobs/{create(client)['id']}"
    with counted_round_trips(api_engine) as without:
        client.get(url)
    with counted_round_trips(api_engine) as first:
        client.get(url, headers=key)
    with counted_round_trips(api_engine) as later:
        client.get(url, headers=key)
    assert [len(first), len(later)] == [len(without) + 2, len(without) + 1], [without, first, later]
