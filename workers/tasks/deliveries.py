"""The task that delivers webhook messages: several at a time, until none is due."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import structlog

from app.clock import database_now
from app.db.session import session_scope
from app.integrations.encryption import DecryptionError, Encryptor, NoSecretKeys
from app.integrations.outbound_http import Refused, Unreachable, outbound_policy, post
from app.integrations.signing import sign
from app.queue import DELIVER_DUE, send
from app.services.webhooks.deliveries import (
    PARALLEL,
    Attempt,
    Outgoing,
    claim_deliveries,
    read_delivery,
    record_attempt,
)
from app.services.webhooks.endpoints import decrypt
from workers.celery_app import celery
from workers.runtime import Runtime, runtime

REQUEST_TIMEOUT_S = 15
"""A receiver that has not answered within this time has failed."""
THREADS = 16
MAX_RUN_S = 60
_POLL_INTERVAL_S = 0.2

_log = structlog.get_logger(__name__)
_jitter = random.Random()
_running = threading.Lock()


@celery.task(name=DELIVER_DUE)
def deliver_due() -> None:
    """Runs once at a time in a process, so that slow receivers keep no more than one of its threads busy."""
    if not _running.acquire(blocking=False):
        return
    try:
        more = _deliver_until_idle(runtime())
    finally:
        _running.release()
    if more:
        send(celery, DELIVER_DUE)


def _deliver_until_idle(worker: Runtime) -> bool:
    """Whether it stopped because its time was over, not because nothing was due.

    A project may use no more threads than it leaves free, so its slow receivers do not delay the messages of others.
    """
    until = time.monotonic() + MAX_RUN_S
    in_progress: dict[Future[None], uuid.UUID] = {}
    with ThreadPoolExecutor(THREADS, thread_name_prefix="delivery") as pool:
        while time.monotonic() < until:
            in_progress = {delivery: project_id for delivery, project_id in in_progress.items() if not delivery.done()}
            free = THREADS - len(in_progress)
            used = Counter(in_progress.values())
            exhausted = {project_id for project_id, threads in used.items() if threads >= free}
            claimed = _claim(worker, exhausted) if free >= PARALLEL else []
            for project_id, delivery_id in claimed:
                in_progress[pool.submit(_deliver, worker, project_id, delivery_id)] = project_id
            if not in_progress:
                return False
            if not claimed:
                wait(in_progress, timeout=_POLL_INTERVAL_S, return_when=FIRST_COMPLETED)
    return True


def _claim(worker: Runtime, without_projects: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    with session_scope(worker.sessions, None) as session:
        return claim_deliveries(session, database_now(session), without_projects=without_projects)


def _deliver(worker: Runtime, project_id: uuid.UUID, delivery_id: str) -> None:
    """Sends one message and records the outcome.

    An error is logged and does not affect other messages: the message is due again once its claim has ended.
    """
    try:
        with session_scope(worker.sessions, project_id) as session:
            outgoing = read_delivery(session, project_id, delivery_id, database_now(session))
        if outgoing is None:
            return
        attempt = _send(worker, outgoing)
        with session_scope(worker.sessions, project_id) as session:
            record_attempt(session, outgoing, attempt, database_now(session), _jitter)
    except Exception:  # noqa: BLE001  the other messages go on
        _log.exception("delivery.not_recorded", delivery=delivery_id)
        return
    _log.info(
        "delivery.sent" if attempt.succeeded else "delivery.failed",
        project=str(project_id),
        endpoint=str(outgoing.endpoint_id),
        delivery=delivery_id,
        status=attempt.status,
        error=attempt.error,
        milliseconds=attempt.milliseconds,
    )


def _send(worker: Runtime, outgoing: Outgoing) -> Attempt:
    began = time.monotonic()
    try:
        answer = post(
            outgoing.url,
            outgoing.body,
            {"content-type": "application/json", **_signature(worker, outgoing)},
            outbound_policy(worker.settings),
            timeout_s=REQUEST_TIMEOUT_S,
        )
    except (Refused, Unreachable, NoSecretKeys, DecryptionError) as error:
        text = str(error)
        if isinstance(error, NoSecretKeys | DecryptionError):
            _log.error("delivery.not_signed", endpoint=str(outgoing.endpoint_id), error=text)
            text = "the message could not be signed: the service cannot read the secrets of this webhook"
        milliseconds = round(1_000 * (time.monotonic() - began))
        return Attempt(None, text, milliseconds, refused=isinstance(error, Refused))
    return Attempt(
        answer.status, None, answer.elapsed_ms, response=answer.excerpt, retry_after=answer.headers.get("retry-after")
    )


def _signature(worker: Runtime, outgoing: Outgoing) -> dict[str, str]:
    encryptor = Encryptor.of(worker.settings)
    secrets = [decrypt(id_, encrypted, encryptor) for id_, encrypted in outgoing.secrets.items()]
    return sign(secrets, message_id=outgoing.message_id, timestamp=outgoing.at, body=outgoing.body)
