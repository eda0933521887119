"""Lean HTTP clients of the service: threads on kept-alive connections, with nothing but the standard library."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from benchmarks.service.crowd import Run
from benchmarks.service.measurement import MeasuredTrial, Window, repeat

METRIC = "score"
_WAIT_S = 10
"""Of one long poll."""
_ASK_S = 60
"""Within which an ask gets a trial, or the benchmark fails."""


def prepare(url: str, job: str, names: tuple[str, ...], key: str | None) -> Run:
    """One connected client a name. For `crowd.measure`."""
    clients = [_Client(url, job, name, key) for name in names]

    def run(window: Window) -> list[list[MeasuredTrial]]:
        with ThreadPoolExecutor(len(clients)) as pool:
            return list(pool.map(lambda client: repeat(client.one_trial, window), clients))

    return run


class _Client:
    def __init__(self, url: str, job: str, name: str, key: str | None) -> None:
        self._credentials = {"Authorization": f"Bearer {key}"} if key else {}
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=_WAIT_S + 30)
        self._connection.connect()
        self._lease_path = f"/v1/jobs/{job}/trials/lease"
        self._lease_body = {"worker": name, "count": 1, "wait_s": _WAIT_S}

    def one_trial(self) -> MeasuredTrial:
        """Leases a trial and reports it. Raises RuntimeError for any answer but 200, and if no trial comes."""
        began_at = time.monotonic()
        trial = self._ask()
        asked_at = time.monotonic()
        score = asked_at % 1
        body = {"lease_token": trial["lease"]["token"], "state": "completed", "metrics": {METRIC: score}}
        answer = self._post(f"/v1/trials/{trial['id']}/result", body)
        ended_at = time.monotonic()
        if answer["trial"]["score"] != score:
            raise RuntimeError(f"reported {score}, the response was {answer}")
        return MeasuredTrial(trial["id"], score, began_at, asked_at - began_at, ended_at - asked_at, ended_at)

    def _ask(self) -> dict[str, Any]:
        deadline = time.monotonic() + _ASK_S
        while time.monotonic() < deadline:
            for trial in self._post(self._lease_path, self._lease_body)["trials"]:
                found: dict[str, Any] = trial
                return found
        raise RuntimeError(f"no trial within {_ASK_S} s")

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {**self._credentials, "Content-Type": "application/json", "Idempotency-Key": os.urandom(16).hex()}
        self._connection.request("POST", path, json.dumps(body).encode(), headers)
        response = self._connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {text!r}")
        answer: dict[str, Any] = json.loads(text)
        return answer
