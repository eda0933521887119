"""A job whose trials are sent to an evaluator that misbehaves, and goes away now and then, while all else is killed."""

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from tests.chaos.journal import Entry, Journal
from tests.chaos.objective import Score, objective, space_json
from tests.chaos.plan import METRIC, NONCE, Plan
from tests.chaos.posting import PAUSE_S
from tests.evaluators import Evaluator, Json, Reply

CONCURRENCY, LEASE_S, CALL_S = 3, 8, 2
_NAME = "evaluator"
_UP_S, _AWAY_S = (2.0, 6.0), (0.2, 1.5)
_REPORTED_WITHIN_S = 60
_ENDS_WITHIN_S = 90
_MOST_TRIALS = 150
"""An evaluator like this one gets a trial or two done in a second: more would go on long after all else has ended."""


class CalledJob:
    """From entering to leaving its evaluator answers, most of the time. An evaluation is made once for each id."""

    def __init__(self, url: str, plan: Plan, folder: Path, *, max_attempts: int) -> None:
        self._url, self._plan, self._max_attempts = url, plan, max_attempts
        self._score: Score = objective(plan.table)
        self._rng = random.Random(f"{plan.seed} evaluator")
        self._evaluator = Evaluator(behave=self._answer)
        self._results: dict[str, Json] = {}
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self.file = folder / "evaluator.jsonl"
        self._journal = Journal(self.file)
        self.id = ""

    def __enter__(self) -> Self:
        self._evaluator.__enter__()
        self.id = self._create()
        self._absences = threading.Thread(target=self._come_and_go, daemon=True)
        self._absences.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._absences.join(10)
        self._evaluator.stop()
        with self._lock:
            self._journal.close()

    def wait_for_end(self) -> None:
        """What has not ended by then, the auditor finds."""
        deadline = time.monotonic() + _ENDS_WITHIN_S
        while time.monotonic() < deadline:
            answer = _requested(lambda: httpx2.get(f"{self._url}/v1/jobs/{self.id}", timeout=5))
            if answer is not None and answer.json().get("state") == "completed":
                return
            time.sleep(PAUSE_S)

    def violations(self) -> list[str]:
        unsigned = [message["id"] for message in self._evaluator.messages if not message["verified"]]
        return [f"a call was not signed: {id_}" for id_ in unsigned]

    @property
    def calls(self) -> int:
        return len(self._evaluator.messages)

    def _create(self) -> str:
        body = {
            "name": "called",
            "space": space_json(self._plan.table),
            "objective": {"metric": METRIC},
            "budget": {"max_trials": min(max(10, self._plan.trials // 6), _MOST_TRIALS), "max_parallel": CONCURRENCY},
            "strategy": {"ranker": "surrogate"},
            "evaluation": self._evaluator.evaluation
            | {"timeout_s": CALL_S, "lease_s": LEASE_S, "max_attempts": self._max_attempts},
            "seed": self._plan.seed,
        }
        answer = httpx2.post(f"{self._url}/v1/jobs", json=body, timeout=30).raise_for_status()
        return str(answer.json()["id"])

    def _come_and_go(self) -> None:
        while not self._stop.wait(self._rng.uniform(*_UP_S)):
            self._evaluator.stop()
            self._stop.wait(self._rng.uniform(*_AWAY_S))
            self._evaluator.start()

    def _answer(self, message: Json) -> Reply:
        with self._lock:
            draw = self._rng.random()
            result = self._results.setdefault(message["id"], self._evaluate(message))
        time.sleep(self._plan.training_s * 2 * draw)
        if draw < 0.1:
            return 500, {}, {}
        if draw < 0.15:
            return 503, {}, {"retry-after": "1"}
        if draw < 0.2:
            return 200, b"no result", {}
        if draw < 0.25:
            time.sleep(CALL_S)
        elif draw < 0.6:
            threading.Thread(target=self._report, args=[message, result], daemon=True).start()
            return 202, {}, {}
        self._note("sent", message, result)
        return 200, result, {}

    def _evaluate(self, message: Json) -> Json:
        ncode = message["data"]["trial"]["ncode"]
        self._write(Entry("leased", _NAME, message["data"]["trial"]["id"], ncode))
        return {"state": "completed", "metrics": {METRIC: self._score(ncode), NONCE: self._rng.random()}}

    def _report(self, message: Json, result: Json) -> None:
        """Until there is an answer."""
        data = message["data"]
        token = data["lease"]["token"]
        self._note("sent", message, result)
        post: Callable[[], Any] = lambda: httpx2.post(  # noqa: E731
            data["urls"]["result"],
            json={"lease_token": token, **result},
            headers={"Authorization": f"Bearer {token}"},
            timeout=5,
        )
        deadline = time.monotonic() + _REPORTED_WITHIN_S
        while time.monotonic() < deadline and not self._stop.is_set():
            answer = _requested(post)
            if answer is not None and answer.status_code < 500:
                self._note("accepted" if answer.is_success else "refused", message, result)
                return
            time.sleep(PAUSE_S)
        self._note("unanswered", message, result)

    def _note(self, event: Any, message: Json, result: Json) -> None:
        trial, metrics = message["data"]["trial"], result["metrics"]
        self._write(Entry(event, _NAME, trial["id"], trial["ncode"], result["state"], metrics[METRIC], metrics[NONCE]))

    def _write(self, entry: Entry) -> None:
        """Not after the end: evaluations outlive it."""
        with self._lock:
            if not self._stop.is_set():
                self._journal.note(entry)


def _requested(request: Callable[[], httpx2.Response]) -> httpx2.Response | None:
    """None while the service is unreachable."""
    try:
        return request()
    except httpx2.TransportError:
        return None
