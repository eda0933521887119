"""Pauses and resumes jobs while they are searched, cancels some, and records the responses."""

import json
import random
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import httpx2
import psycopg
from lmsearcher import Client, Job, JobFinishedError, LMSearcherError

from tests.chaos.orders import Order, Verb
from tests.chaos.posting import PAUSE_S, NoAnswerError, code_of, is_absence, is_replay, new_key, post

T = TypeVar("T")
_BETWEEN_S = (0.5, 3.0)
_HOLD_S = (1.5, 3.0)
_TIMEOUT_S = 10
_STATES = {"pause": "paused", "resume": "running", "cancel": "cancelled"}


class JobActions:
    """For one thread. to_cancel: a job is cancelled once as many of its trials have ended. `until` is monotonic."""

    def __init__(
        self,
        *,
        url: str,
        database_url: str,
        jobs: list[str],
        to_cancel: Mapping[str, int],
        file: Path,
        until: float,
        rng: random.Random,
    ) -> None:
        self._url, self._database_url, self._file = url, database_url, file
        self._open, self._to_cancel = [*jobs, *to_cancel], dict(to_cancel)
        self._until, self._rng = until, rng
        self._keys: dict[tuple[str, Verb], str] = {}
        self.orders: list[Order] = []
        self.surprises: list[str] = []

    def run(self) -> None:
        """Until every job has ended. Leaves no job paused."""
        try:
            with (
                Client(self._url, timeout_s=_TIMEOUT_S) as client,
                httpx2.Client(base_url=self._url, timeout=_TIMEOUT_S) as http,
            ):
                self._client, self._http = client, http
                while self._open and time.monotonic() < self._until:
                    time.sleep(self._rng.uniform(*_BETWEEN_S))
                    self._act(self._rng.choice(self._open))
        except Exception:  # noqa: BLE001  a thread that ends silently would look like one that is done
            self.surprises.append(f"the job actions ended: {traceback.format_exc()}")

    def _act(self, id_: str) -> None:
        due = [job for job in self._to_cancel if job in self._open and self._progress(job) >= self._to_cancel[job]]
        job = self._retried(lambda: self._client.jobs.get(due[0] if due else id_))
        if due and self._rng.random() < 0.5:
            self._order(job, "cancel")
        elif self._order(job, "pause"):
            self._resend(job.id, "resume", stays="paused")
            time.sleep(self._rng.uniform(*_HOLD_S))
            if self._order(job, "cancel" if due else "resume"):
                self._resend(job.id, "pause", stays="cancelled" if due else "running")

    def _order(self, job: Job, verb: Verb) -> bool:
        """Whether it was accepted. A job that has ended is left alone from then on."""
        asked_at, _ = self._clocks()
        code, state = self._answer(job, verb)
        answered_at, received_at = self._clocks()
        order = Order(verb, job.id, code, asked_at, answered_at, received_at)
        self.orders.append(order)
        with self._file.open("a") as file:
            file.write(json.dumps(asdict(order)) + "\n")
        if order.accepted and state != _STATES[verb]:
            self.surprises.append(f"{verb} of job {job.id} was answered by the state {state}")
        if verb == "cancel" or not order.accepted:
            self._open.remove(job.id)
        return order.accepted

    def _answer(self, job: Job, verb: Verb) -> tuple[str, str]:
        """(code of the refusal or "", state): through the client package, or under a key that is kept."""
        if self._rng.random() < 0.5:
            action: Callable[[], Job] = getattr(job, verb)
            try:
                return "", self._retried(action).state
            except JobFinishedError as error:
                return error.code, ""
        key = new_key()
        answer = self._retried(lambda: post(self._http, self._path(job.id, verb), {}, key=key))
        if answer.is_success:
            self._keys[job.id, verb] = key
            return "", answer.json()["state"]
        if code_of(answer) != "job_finished":
            self.surprises.append(f"{verb} was answered by {answer.status_code} {answer.text[:300]}")
        return code_of(answer), ""

    def _resend(self, id_: str, verb: Verb, *, stays: str) -> None:
        """An old order under its old key: answered as it was then, and without any effect now."""
        key = self._keys.pop((id_, verb), None)
        if key is None:
            return
        answer = self._retried(lambda: post(self._http, self._path(id_, verb), {}, key=key))
        if not (answer.is_success and is_replay(answer) and answer.json()["state"] == _STATES[verb]):
            self.surprises.append(f"a repeated {verb} was answered by {answer.status_code} {answer.text[:300]}")
        state = self._retried(lambda: self._client.jobs.get(id_)).state
        if state not in {stays, "completed"}:
            self.surprises.append(f"job {id_} is {state}, not {stays}, after an old {verb} was sent again")

    def _progress(self, id_: str) -> int:
        return self._retried(lambda: self._client.jobs.get(id_)).progress.finished

    def _path(self, id_: str, verb: Verb) -> str:
        return f"/v1/jobs/{id_}/{verb}"

    def _clocks(self) -> tuple[float, float]:
        """The database's time and, not before it, this machine's monotonic time."""

        def read() -> float:
            with psycopg.connect(self._database_url, connect_timeout=5) as connection:
                row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
            assert row is not None
            return float(row[0])

        return self._retried(read), time.monotonic()

    def _retried(self, call: Callable[[], T]) -> T:
        """Until there is an answer, that is for as long as the service is unreachable. Raises TimeoutError."""
        while time.monotonic() < self._until:
            try:
                return call()
            except JobFinishedError:
                raise
            except (LMSearcherError, NoAnswerError, psycopg.OperationalError) as error:
                if not is_absence(error):
                    raise
                time.sleep(PAUSE_S)
        raise TimeoutError("the service did not answer in time")
