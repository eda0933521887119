"""The task that calls evaluators: each thread sends due callbacks, and wakes up another thread while it waits."""

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


class ProjectSlots:
    """Slots for callbacks in progress. A project may hold no more than it leaves free, so others always get one."""

    def __init__(self, total: int) -> None:
        self._free = total
        self._held: Counter[uuid.UUID] = Counter()
        self._lock = threading.Lock()

    def acquire(self, project_id: uuid.UUID) -> bool:
        """Whether the project got a slot, which it then has to release."""
        with self._lock:
            if self._held[project_id] >= self._free:
                return False
            self._free -= 1
            self._held[project_id] += 1
            return True

    def release(self, project_id: uuid.UUID) -> None:
        with self._lock:
            self._free += 1
            self._held[project_id] -= 1
            if not self._held[project_id]:
                del self._held[project_id]

    def exhausted_projects(self) -> set[uuid.UUID]:
        """The projects that get no slot at present."""
        with self._lock:
            return {project_id for project_id, held in self._held.items() if held >= self._free}

    @property
    def any_free(self) -> bool:
        with self._lock:
            return self._free > 0


CALLBACKS_PER_TASK = 50
SLOTS = ProjectSlots(64)
"""Of this process: fewer than its threads, so that sweeps need not wait for evaluators."""

_log = structlog.get_logger(__name__)


@celery.task(name=CALL_DUE)
def call_due() -> None:
    """Sends at most CALLBACKS_PER_TASK callbacks.

    Without a free slot it sends none: the thread that releases one looks for due callbacks again.
    """
    worker = runtime()
    config = CallbackConfig.of(worker.settings)
    failed_jobs: set[uuid.UUID] = set()
    for _ in range(CALLBACKS_PER_TASK):
        if not (SLOTS.any_free and _send_next(worker, config, failed_jobs)):
            return
    send(celery, CALL_DUE)


def _send_next(worker: Runtime, config: CallbackConfig, failed_jobs: set[uuid.UUID]) -> bool:
    """Whether a callback was due.

    An error in one job is logged and does not affect the others; the next sweep tries that job again.
    """
    with session_scope(worker.sessions, None) as session:
        now = database_now(session)
        found = next_due_callback(session, now, without_projects=SLOTS.exhausted_projects(), without_jobs=failed_jobs)
    if found is None:
        return False
    project_id, job_id = found
    if not SLOTS.acquire(project_id):
        return True
    try:
        _send_callback(worker, config, project_id, job_id)
    except Exception:  # noqa: BLE001  the other jobs go on
        failed_jobs.add(job_id)
        _log.exception("callback.failed", job=str(job_id))
    finally:
        SLOTS.release(project_id)
    return True


def _send_callback(worker: Runtime, config: CallbackConfig, project_id: uuid.UUID, job_id: uuid.UUID) -> None:
    with session_scope(worker.sessions, project_id) as session:
        request = claim_callback(session, config, project_id, job_id, database_now(session))
    if request is None:
        return
    send(celery, CALL_DUE)  # more may be due, and this thread waits for a response now
    response = _post(request, config)
    with session_scope(worker.sessions, project_id) as session:
        state = record_response(session, request, response, database_now(session))
    _log.info(
        "callback.sent",
        job=str(job_id),
        trial=str(request.trial_id),
        attempt=request.attempt,
        tries=request.tries,
        status=response.status if isinstance(response, Response) else None,
        state=state,
    )


def _post(request: CallbackRequest, config: CallbackConfig) -> Response | Refused | Unreachable:
    try:
        return post(request.url, request.body, request.headers, config.policy, request.timeout_s)
    except (Refused, Unreachable) as error:
        return error
