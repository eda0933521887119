"""A small database after a run: a search that was paused and has ended, one that was cancelled, and what was said."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import psycopg
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db.models import DEFAULT_PROJECT_ID, Delivery, Job
from app.domain import job_spec
from app.domain.errors import IllegalTransition, JobFinished
from app.domain.events import EventType
from app.domain.lifecycle import TrialState
from app.domain.surrogate import SurrogateRanker
from app.integrations.encryption import Encryptor
from app.services import jobs
from app.services.access.principal import operator
from app.services.job_creation import create_job
from app.services.rounds.decisions import decide
from app.services.rounds.rounds import record_round
from app.services.trial_protocol.requests import Report
from app.services.webhooks import endpoints
from tests.builders import CELLS
from tests.chaos.journal import Entry
from tests.chaos.objective import objective
from tests.chaos.orders import Order
from tests.chaos.plan import METRIC, NONCE
from tests.chaos.webhook_audit import Received
from tests.requests_of_workers import heartbeat, lease_trials, report_result
from tests.services.search import claim_work

SCORE = objective(None)
TRIALS = 8
RESULTS = TRIALS + 1
_START = datetime(2026, 1, 1, tzinfo=UTC)
PAUSED_S, RESUMED_S, CANCELLED_S = 100.0, 200.0, 300.0
"""When the answers to these came; every answer here comes a second after its request."""


@dataclass(frozen=True, slots=True)
class Finished:
    """journal: `at` is the database's time in seconds, as in orders; both are epoch seconds."""

    journal: list[Entry]
    orders: list[Order]
    received: list[Received]


@dataclass(frozen=True, slots=True)
class Database:
    """One transaction, seen as the auditor and as the replay see it."""

    psycopg: psycopg.Connection
    session: Session

    def damage(self, statement: str, **values: datetime) -> None:
        changed = self.psycopg.execute(statement.encode(), values)
        assert changed.rowcount > 0


def at(seconds: float) -> datetime:
    return _START + timedelta(seconds=seconds)


def finish(session: Session) -> Finished:
    """Job `to_cancel` is cancelled with one result, one trial that runs and four queued; `cells` uses its budget."""
    _listen(session)
    to_cancel = _create(session, "to_cancel", trials=6, warmup=6)
    cells = _create(session, "cells", trials=TRIALS, warmup=4)
    ended = _cancel(session, to_cancel)
    journal = ended + _search(session, cells)
    orders = [
        _order("pause", cells, PAUSED_S),
        _order("resume", cells, RESUMED_S),
        _order("cancel", to_cancel, CANCELLED_S),
    ]
    return Finished(journal, orders, _deliver(session))


def _listen(session: Session) -> None:
    encryptor, types = Encryptor({"test": bytes(32)}), [*EventType]
    url = "https://receiver.example/"
    endpoints.create_webhook(
        session, operator(DEFAULT_PROJECT_ID), encryptor, url=url, description=None, types=types, now=at(0)
    )


def _deliver(session: Session) -> list[Received]:
    session.execute(update(Delivery).values(state="delivered", attempts=1, step=1, finished_at=at(RESUMED_S)))
    return [Received(row.id, row.body, valid=True, status=200) for row in session.scalars(select(Delivery))]


def _create(session: Session, name: str, *, trials: int, warmup: int) -> Job:
    spec = job_spec.JobSpec(
        name=name,
        space=CELLS,
        objective=job_spec.Objective(METRIC, "maximize"),
        budget=job_spec.Budget(max_trials=trials, max_parallel=2),
        strategy=job_spec.Strategy("surrogate", pool_size=16, warmup=warmup),
        evaluation=job_spec.Evaluation(),
        seed=7,
        tags={},
    )
    return create_job(session, DEFAULT_PROJECT_ID, spec, at(0))


def _cancel(session: Session, job: Job) -> list[Entry]:
    """The result that came before is repeated; the other worker is stopped, and refused when it goes on."""
    held = lease_trials(session, job.project_id, job.id, worker="w", count=2, now=at(1))
    done, lost = held.trials
    accepted = _result(done.id, done.ncode, number=3)
    report = Report(TrialState.COMPLETED, _metrics(accepted), None)
    report_result(session, job.project_id, done.id, token=done.token, report=report, now=at(3))
    jobs.cancel_job(session, job.project_id, job.id, at(CANCELLED_S - 1))
    later = at(CANCELLED_S + 1)
    report_result(session, job.project_id, done.id, token=done.token, report=report, now=later)
    assert heartbeat(session, job.project_id, lost.id, token=lost.token, now=later).should_stop
    try:
        report_result(session, job.project_id, lost.id, token=lost.token, report=report, now=later)
    except IllegalTransition:
        beat = Entry("beat", "w", str(lost.id), lost.ncode)
        return [
            *(Entry("leased", "w", str(one.id), one.ncode) for one in held.trials),
            *_said(3, replace(accepted, event="sent"), accepted),
            *_said(CANCELLED_S + 1, replace(accepted, event="sent"), accepted),
            *_said(CANCELLED_S + 1, beat, replace(beat, event="stopped"), replace(beat, event="refused")),
        ]
    raise AssertionError("a cancelled trial took a result")


def _said(seconds: float, *entries: Entry) -> list[Entry]:
    return [replace(entry, at=_epoch(seconds)) for entry in entries]


def _search(session: Session, job: Job) -> list[Entry]:
    """One worker, two trials at a time; the first trial fails, the second is infeasible. A pause after these."""
    entries: list[Entry] = []
    for step in range(2 * TRIALS):
        time = at(RESUMED_S + step if step else 1)
        try:
            leased = lease_trials(session, job.project_id, job.id, worker="w", count=2, now=time)
        except JobFinished:
            return entries
        if not leased.trials:
            work = claim_work(session, claim_s=30, now=time)
            assert work is not None
            record_round(session, work, decide(SurrogateRanker, work.request), time)
        for item in leased.trials:
            entry = _result(item.id, item.ncode, number=item.number)
            report = Report(TrialState(entry.state), _metrics(entry), entry.detail or None)
            report_result(session, job.project_id, item.id, token=item.token, report=report, now=time)
            entries += [Entry("leased", "w", entry.trial, entry.ncode), replace(entry, event="sent"), entry]
        if not step:
            _pause(session, job)
    raise AssertionError("the search did not end")


def _pause(session: Session, job: Job) -> None:
    jobs.pause_job(session, job.project_id, job.id, at(PAUSED_S - 1))
    leased = lease_trials(session, job.project_id, job.id, worker="w", count=2, now=at(PAUSED_S + 1))
    assert not leased.trials
    jobs.resume_job(session, job.project_id, job.id, at(RESUMED_S - 1))


def _order(verb: str, job: Job, answered_s: float) -> Order:
    sent, answered = _epoch(answered_s - 1), _epoch(answered_s)
    return Order(verb, str(job.id), "", sent, answered, answered)  # type: ignore[arg-type]  # one of three


def _epoch(seconds: float) -> float:
    return at(seconds).timestamp()


def _result(trial_id: uuid.UUID, ncode: str, *, number: int) -> Entry:
    accepted = Entry("accepted", "w", str(trial_id), ncode)
    if number <= 2:
        return replace(accepted, state=("failed", "infeasible")[number - 1], detail="gave up")
    return replace(accepted, state="completed", score=SCORE(ncode), nonce=float(number))


def _metrics(entry: Entry) -> dict[str, float]:
    if entry.score is None or entry.nonce is None:
        return {}
    return {METRIC: entry.score, NONCE: entry.nonce}
