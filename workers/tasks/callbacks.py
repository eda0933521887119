"""The calls of evaluators: a thread makes one after the other, and before it waits wakes up another for the next."""

import threading
import uuid
from collections import Counter

import structlog

from app.clock import database_now
from app.db.session import session_scope
from app.integrations.outbound_http import Refused, Response, Unreachable, post
from app.queue import CALL_DUE, send
from app.services.callbacks.requests import CallbackRequest, claim_callback, next_due_callback
from app.services.callbacks.responses import record_response
from app.services.callbacks.settings import CallbackConfig
from workers.celery_app import celery
from workers.runtime import Runtime, runtime


class Seats:
    """A project may hold no more seats than it leaves free, so that there is one for whoever comes next."""

    def __init__(self, total: int) -> None:
        self._free = total
        self._held: Counter[uuid.UUID] = Counter()
        self._lock = threading.Lock()

    def take(self, project_id: uuid.UUID) -> bool:
        """Whether there was one for this project; to be left again."""
        with self._lock:
            if self._held[project_id] >= self._free:
                return False
            self._free -= 1
            self._held[project_id] += 1
            return True

    def leave(self, project_id: uuid.UUID) -> None:
        with self._lock:
            self._free += 1
            self._held[project_id] -= 1
            if not self._held[project_id]:
                del self._held[project_id]

    def without_more(self) -> set[uuid.UUID]:
        """Projects that get none at present."""
        with self._lock:
            return {project_id for project_id, held in self._held.items() if held >= self._free}

    @property
    def any_free(self) -> bool:
        with self._lock:
            return self._free > 0


CALLS_PER_WAKE_UP = 50
SEATS = Seats(64)
"""Calls under way in this process: fewer than its threads, so that sweeps need not wait for evaluators."""

_log = structlog.get_logger(__name__)


@celery.task(name=CALL_DUE)
def call_due() -> None:
    """At most CALLS_PER_WAKE_UP calls; without a free seat none, since whoever leaves one looks again."""
    held = runtime()
    callback_config = CallbackConfig.of(held.settings)
    faulty: set[uuid.UUID] = set()
    for _ in range(CALLS_PER_WAKE_UP):
        if not (SEATS.any_free and _call_next(held, callback_config, faulty)):
            return
    send(celery, CALL_DUE)


def _call_next(held: Runtime, callback_config: CallbackConfig, faulty: set[uuid.UUID]) -> bool:
    """Whether a call was due. A fault in one job is logged, and leaves the others alone; the next sweep rings again."""
    with session_scope(held.sessions, None) as session:
        now = database_now(session)
        found = next_due_callback(session, now, without_projects=SEATS.without_more(), without_jobs=faulty)
    if found is None:
        return False
    project_id, job_id = found
    if not SEATS.take(project_id):
        return True
    try:
        _call(held, callback_config, project_id, job_id)
    except Exception:  # noqa: BLE001  any fault of one callback is logged
        faulty.add(job_id)
        _log.exception("callback.not_made", job=str(job_id))
    finally:
        SEATS.leave(project_id)
    return True


def _call(held: Runtime, callback_config: CallbackConfig, project_id: uuid.UUID, job_id: uuid.UUID) -> None:
    with session_scope(held.sessions, project_id) as session:
        request = claim_callback(session, callback_config, project_id, job_id, database_now(session))
    if request is None:
        return
    send(celery, CALL_DUE)  # there may be more, and this thread waits now
    response = _post(request, callback_config)
    with session_scope(held.sessions, project_id) as session:
        state = record_response(session, request, response, database_now(session))
    _log.info(
        "callback.called",
        job=str(job_id),
        trial=str(request.trial_id),
        attempt=request.attempt,
        tries=request.tries,
        status=response.status if isinstance(response, Response) else None,
        state=state,
    )


def _post(request: CallbackRequest, callback_config: CallbackConfig) -> Response | Refused | Unreachable:
    try:
        return post(request.url, request.body, request.headers, callback_config.policy, request.timeout_s)
    except (Refused, Unreachable) as error:
        return error
