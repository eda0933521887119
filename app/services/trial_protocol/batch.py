"""A batch of requests of one project: it is read in one round trip, decided here, and written in another.

Each request has an answer or a refusal of its own, so that a refused one does not affect the others.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db.repositories.idempotency import StoredResponse, advisory_lock
from app.db.repositories.trial_requests import TrialRequestRepository
from app.db.repositories.trial_rows import BatchQuery, KeyUse, NewResponse
from app.db.session import SessionFactory
from app.domain.errors import DomainError
from app.services.idempotency import Body, RequestKey, body_to_repeat, just_answered
from app.services.trial_protocol import leases, replay, results
from app.services.trial_protocol.consequences import continue_jobs, decide_next_steps
from app.services.trial_protocol.requests import Answer, Ask, Leased, Recorded, Release, Renewal, Tell, TrialRequest
from app.services.trial_protocol.results import Outcome
from app.services.trial_protocol.tokens import KEPT_LEASES, token_digest
from app.services.trial_protocol.working_set import JobBusy, Refusal, WorkingSet

MOST_REQUESTS = 64
"""In a batch."""


class AnsweredElsewhere(Exception):
    """Another request has used one of the keys since it was reserved. Nothing may be committed."""


class CommitFailed(Exception):
    """The commit failed. If the connection broke during it, all changes of the batch happened, or none of them."""

    def __init__(self, reason: DBAPIError) -> None:
        super().__init__(str(reason))
        self.reason = reason


def answer(
    sessions: SessionFactory, project_id: uuid.UUID, requests: Sequence[TrialRequest], *, wait: bool
) -> Sequence[Answer | Refusal]:
    """Answers the requests in their order, in one transaction of its own, which is committed.

    `wait` says whether to wait for jobs that others have locked; otherwise JobBusy is the answer. A batch that waits
    should be of one job only, so that nothing else waits with it.

    Raises AnsweredElsewhere and DBAPIError for the whole batch, of which nothing has changed then, and CommitFailed.
    """
    with sessions() as session:
        answers = _answer(session, project_id, requests, now=None, wait=wait)
        try:
            session.commit()
        except DBAPIError as error:
            raise CommitFailed(error) from error
    return answers


def answer_one(session: Session, project_id: uuid.UUID, request: TrialRequest, now: datetime) -> Answer:
    """Answers a request in a transaction that has begun. Raises what the request is refused with."""
    session.flush()
    try:
        [answered] = _answer(session, project_id, [request], now=now, wait=True)
    except AnsweredElsewhere as error:
        raise just_answered() from error
    session.expire_all()
    if isinstance(answered, Exception):
        raise answered
    return answered


def end_trial(session: Session, project_id: uuid.UUID, trial_id: uuid.UUID, outcome: Outcome, now: datetime) -> None:
    """Records how a trial ends without a report, in a transaction that has begun. Its job must be locked."""
    session.flush()
    work = _read(session, project_id, BatchQuery(held={0: (trial_id, b"")}, reported=[trial_id]), now=now, wait=True)
    trial, _ = work.found.held[0]
    results.finish(work, work.job(trial.job_id), trial, outcome)
    decide_next_steps(work)
    _finish(work, project_id)
    session.expire_all()


def _answer(
    session: Session, project_id: uuid.UUID, requests: Sequence[TrialRequest], *, now: datetime | None, wait: bool
) -> list[Answer | Refusal]:
    work = _read(session, project_id, _query(project_id, requests), now=now, wait=wait)
    tried = [_try(work, requests, place) for place in range(len(requests))]
    decide_next_steps(work)
    answers = [_with_job_state(work, answered) for answered in tried]
    for request, answered in zip(requests, answers, strict=True):
        if request.key is not None and not isinstance(answered, Exception):
            _store(work, request.key, answered)
    _finish(work, project_id)
    return answers


def _with_job_state(work: WorkingSet, answered: Answer | Refusal) -> Answer | Refusal:
    """A result may have ended its job."""
    if not isinstance(answered, Recorded) or answered.replayed:
        return answered
    return replace(answered, job_state=work.job(answered.trial.job_id).state)


def _store(work: WorkingSet, key: RequestKey, answered: Answer) -> None:
    """Stores the answer, unless it is a stored one, or an empty one that a retry may improve."""
    if answered.replayed or (isinstance(answered, Leased) and not answered.trials):
        return
    work.changes.responses.append(NewResponse(key.operation, key.key, key.fingerprint, replay.to_json(answered)))


def _query(project_id: uuid.UUID, requests: Sequence[TrialRequest]) -> BatchQuery:
    query = BatchQuery()
    for place, request in enumerate(requests):
        if (key := request.key) is not None:
            lock = advisory_lock(project_id, key.operation, key.key)
            query.keys[place] = KeyUse(key.operation, key.key, lock)
        if isinstance(request, Ask):
            workers, count = query.to_lease.get(request.job_id, ([], 0))
            query.to_lease[request.job_id] = ([*workers, request.worker], count + request.count)
        else:
            query.held[place] = (request.trial_id, token_digest(request.token))
            if isinstance(request, Tell):
                query.reported.append(request.trial_id)
    return query


def _read(
    session: Session, project_id: uuid.UUID, query: BatchQuery, *, now: datetime | None, wait: bool
) -> WorkingSet:
    return WorkingSet(session, TrialRequestRepository(session, project_id).read(query, now=now, wait=wait))


def _try(work: WorkingSet, requests: Sequence[TrialRequest], place: int) -> Answer | Refusal:
    request = requests[place]
    try:
        stored = _stored(work, requests, place)
        if stored is not None:
            return replay.from_json(work, place, request, stored)
        match request:
            case Ask():
                return leases.lease(work, request)
            case Tell():
                job, trial = results.record(work, place, request.report)
                return Recorded(trial, work.architecture(job, trial.ncode), job.state)
            case Renewal():
                return leases.renew(work, place)
            case Release():
                return leases.release(work, place)
    except (DomainError, JobBusy) as refusal:
        return refusal


def _stored(work: WorkingSet, requests: Sequence[TrialRequest], place: int) -> Body | None:
    """The stored response for the key of a request. Raises RequestInProgress and InvalidInput."""
    key = requests[place].key
    if key is None:
        return None
    reserved, fingerprint, body = work.found.keys[place]
    # Postgres gives the lock of a key to all requests of the transaction: the first one has it.
    first = not any(_is_same(key, earlier.key) for earlier in requests[:place])
    stored = None if fingerprint is None else StoredResponse(fingerprint, body)
    return body_to_repeat(key, ours=reserved and first, stored=stored)


def _is_same(key: RequestKey, other: RequestKey | None) -> bool:
    return other is not None and (key.operation, key.key) == (other.operation, other.key)


def _finish(work: WorkingSet, project_id: uuid.UUID) -> None:
    repository = TrialRequestRepository(work.session, project_id)
    if not repository.write(work.changes, work.now, keep_leases=KEPT_LEASES):
        raise AnsweredElsewhere
    continue_jobs(work)
