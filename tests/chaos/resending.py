"""A client whose every POST is sent again, later and in another order, as a careless proxy or retry may do it.

A request under an Idempotency-Key is answered as before. The others meet the protocol anew, and any answer of its
is right: old leases are requested again, heartbeats and results come with old tokens, releases after their results.
"""

import random
import threading
from dataclasses import dataclass

import httpx2

from tests.chaos.journal import Entry, Journal
from tests.chaos.posting import code_of, is_replay
from tests.chaos.reports import REFUSALS

_MEAN_PAUSE_S = 0.15
_ONCE_MORE = 0.3
_AFTER_THE_END = 100
_CONFLICTS = {*REFUSALS, "job_finished", "request_in_progress"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A request as it was sent, and the status of its answer; None if there was none."""

    path: str
    body: bytes
    key: str | None
    status: int | None

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_lease(self) -> bool:
        return self.path.endswith("/lease")


class Recorder(httpx2.BaseTransport):
    """The network, with a memory for POSTs. Safe to share between threads."""

    def __init__(self) -> None:
        self._network = httpx2.HTTPTransport()
        self.kept: list[Kept] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            response = self._network.handle_request(request)
        except httpx2.RequestError:
            self._keep(request, None)
            raise
        self._keep(request, response.status_code)
        return response

    def close(self) -> None:
        self._network.close()

    def _keep(self, request: httpx2.Request, status: int | None) -> None:
        if request.method == "POST":
            key = request.headers.get("Idempotency-Key")
            self.kept.append(Kept(request.url.path, request.content, key, status))


class Resender:
    """For one thread. http: without the recorder."""

    def __init__(
        self, recorder: Recorder, http: httpx2.Client, journal: Journal, *, name: str, rng: random.Random
    ) -> None:
        self._recorder, self._http, self._journal = recorder, http, journal
        self._name, self._rng = name, rng

    def run(self, ended: threading.Event, *, limit_s: float) -> None:
        """Until the client has ended, and then its last requests once more."""
        for _ in range(int(limit_s / _MEAN_PAUSE_S)):
            if ended.wait(self._rng.expovariate(1 / _MEAN_PAUSE_S)):
                break
            self._send_one()
        for _ in range(_AFTER_THE_END):
            self._send_one()

    def _send_one(self) -> None:
        kept = self._recorder.kept
        if not kept:
            return
        old = kept.pop(self._rng.randrange(len(kept)))
        headers = {"Content-Type": "application/json", **({"Idempotency-Key": old.key} if old.key else {})}
        try:
            answer = self._http.post(old.path, content=old.body, headers=headers)
        except httpx2.RequestError:
            return
        verb = old.path.rsplit("/", 1)[-1]
        self._journal.note(Entry("resent", self._name, detail=f"{verb} {answer.status_code}"))
        if not is_right(old, answer):
            text = f"{old} was sent again, and answered by {answer.status_code} {answer.text[:300]}"
            self._journal.note(Entry("surprise", self._name, detail=text))
        if self._rng.random() < _ONCE_MORE:
            kept.append(old)


def is_right(old: Kept, answer: httpx2.Response) -> bool:
    """Whether the protocol allows this answer to an old request."""
    if answer.status_code in {429, 503} or code_of(answer) == "request_in_progress":
        return True
    if old.key and old.succeeded and not old.is_lease:  # a lease that found nothing is not kept, but looks again
        return answer.status_code == old.status and is_replay(answer)
    if answer.is_success:
        return True
    if answer.status_code == 422:
        return not old.succeeded
    return answer.status_code == 409 and code_of(answer) in _CONFLICTS
