"""How it is seen from outside that a part works again. Each can be used at any time, also of an idle service."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2
import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.chaos.journal import Entry, Journal, count_accepted
from tests.chaos.plan import METRIC, NONCE
from tests.chaos.posting import new_key, post
from tests.chaos.webhook import NAME as LISTENER
from tests.chaos.webhook import ChaosWebhook

_WORKER = "probe"
_TIMEOUT_S = 3.0
_FINISHES_WITHIN_S = 60.0
_SPACE = {"dimensions": [{"name": "x", "type": "int", "low": 0, "high": 9}]}
_RANKING: dict[str, Any] = {
    "space": _SPACE,
    "goal": "maximize",
    "ranker": "surrogate",
    "history": [{"ncode": str(i), "score": float(i)} for i in (0, 2, 5)],
    "candidates": ["9", "1"],
}
Probe = Callable[[], bool]


class Probes:
    """A job of one trial, held by the probe until `finish`.

    api        GET /readyz answers 200
    postgres   a lease, which is a write, is answered 200
    valkey     PING is answered, and a message sent after it is worked on: `ranks`
    ranking    the worker answers a stateless ranking (not the fallback), and has recorded all rounds due at the kill
    io, beat   a lease that expired after the start is swept
    listener   it hears a ping that was sent after its start
    clientN    a result is accepted from it
    """

    def __init__(self, *, url: str, database_url: str, redis_url: str, folder: Path, webhook: ChaosWebhook) -> None:
        self._http = httpx2.Client(base_url=url, timeout=_TIMEOUT_S)
        self._database_url = database_url
        self._redis_url = redis_url
        self._folder = folder
        self._webhook = webhook
        self.journal = folder / "probe.jsonl"
        body = {
            "name": "probe",
            "space": _SPACE,
            "objective": {"metric": METRIC},
            "budget": {"max_trials": 1},
            "strategy": {"ranker": "surrogate"},
            "evaluation": {"lease_s": 3_600},
        }
        self._job = str(self._http.post("/v1/jobs", json=body).raise_for_status().json()["id"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def after_kill(self, name: str) -> Probe:
        """The probe of a part that is being started again; called until it says True."""
        if name in {"api", "postgres"}:
            return self.is_ready if name == "api" else self.writes
        if name == "ranking":
            due = self._planned_rounds()
            return lambda: not (due & self._planned_rounds()) and self.ranks()
        if name in {"io", "beat", "flush"}:
            return self._sweep_probe()
        if name == "valkey":
            return lambda: self.pings() and self.ranks()
        if name == LISTENER:
            return self._ping_probe()
        before = count_accepted(self._folder / f"{name}.jsonl")
        return lambda: count_accepted(self._folder / f"{name}.jsonl") > before

    def is_ready(self) -> bool:
        try:
            return self._http.get("/readyz").status_code == 200
        except httpx2.RequestError:
            return False

    def writes(self) -> bool:
        return self._held() is not None

    def pings(self) -> bool:
        broker = redis.Redis.from_url(self._redis_url, socket_timeout=_TIMEOUT_S, retry=Retry(NoBackoff(), 0))
        try:
            return bool(broker.ping())
        except redis.RedisError:
            return False
        finally:
            broker.close()

    def flush(self) -> None:
        """Empties the broker, as an operator might."""
        with redis.Redis.from_url(self._redis_url, socket_timeout=_TIMEOUT_S) as broker:
            broker.flushall()

    def ranks(self) -> bool:
        try:
            answer = self._http.post("/v1/rankings", json=_RANKING)
        except httpx2.RequestError:
            return False
        return answer.status_code == 200 and answer.json()["fallback_reason"] is None

    def finish(self) -> None:
        """Reports the probe's own trial, so that its job ends as the others; waits for a part that was just killed."""
        deadline = time.monotonic() + _FINISHES_WITHIN_S
        while (held := self._held()) is None:
            if time.monotonic() > deadline:
                raise AssertionError("the probe could not lease its trial")
            time.sleep(0.2)
        entry = {"state": "completed", "score": 1.0, "nonce": 1.0}
        journal = Journal(self.journal)
        journal.note(Entry("sent", _WORKER, held["id"], held["ncode"], **entry))  # type: ignore[arg-type]  # as typed
        body = {"lease_token": held["lease"]["token"], "state": "completed", "metrics": {METRIC: 1.0, NONCE: 1.0}}
        post(self._http, f"/v1/trials/{held['id']}/result", body, key=new_key()).raise_for_status()
        journal.note(Entry("accepted", _WORKER, held["id"], held["ncode"], **entry))  # type: ignore[arg-type]
        journal.close()

    def _held(self) -> dict[str, Any] | None:
        """The probe's trial, leased (again); None if the service could not write."""
        try:
            answer = self._http.post(f"/v1/jobs/{self._job}/trials/lease", json={"worker": _WORKER})
        except httpx2.RequestError:
            return None
        if answer.status_code != 200 or not answer.json()["trials"]:
            return None
        held: dict[str, Any] = answer.json()["trials"][0]
        return held

    def _sweep_probe(self) -> Probe:
        """Lets the probe's lease expire; True once it has been swept."""
        armed = False

        def swept() -> bool:
            nonlocal armed
            if not armed:
                armed = self._let_expire()
                return False
            with psycopg.connect(self._database_url, connect_timeout=5) as connection:
                query = "SELECT attempt > 1 FROM trial WHERE job_id = %s"
                row = connection.execute(query, [self._job]).fetchone()
            return bool(row and row[0])

        return swept

    def _ping_probe(self) -> Probe:
        """One ping a second, until one is received."""
        pinged_at, before = 0.0, self._webhook.received_count()

        def received() -> bool:
            nonlocal pinged_at
            if time.monotonic() - pinged_at > 1:
                pinged_at = time.monotonic()
                with suppress(httpx2.RequestError):
                    self._http.post(f"/v1/webhooks/{self._webhook.id}/ping")
            return self._webhook.received_count() > before

        return received

    def _let_expire(self) -> bool:
        if self._held() is None:
            return False
        with psycopg.connect(self._database_url, connect_timeout=5) as connection:
            query = "UPDATE trial SET lease_expires_at = now(), attempt = 1 WHERE job_id = %s AND state = 'running'"
            return connection.execute(query, [self._job]).rowcount == 1

    def _planned_rounds(self) -> frozenset[str]:
        with psycopg.connect(self._database_url, connect_timeout=5) as connection:
            query = "SELECT round.id FROM round JOIN job ON job.id = round.job_id WHERE round.state = 'planned'"
            rows = connection.execute(query + " AND job.state = 'running'").fetchall()
        return frozenset(str(row[0]) for row in rows)
