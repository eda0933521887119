"""The SQL that reads a job's trials as a whole.

Each column arrives packed into one value. That takes tens of milliseconds for 100,000 trials; reading as many rows
takes a second.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Double, LargeBinary, cast, func, literal, select
from sqlalchemy.orm import Session

from app.db.models import Job, Trial
from app.domain.analysis.completed import Completed, Floats, Ints
from app.domain.lifecycle import TrialState

MAX_DIGITS = 4_000_000
"""The most digits of NCodes that are read at once; the longer the codes, the fewer trials."""
LOOKED_THROUGH = 200
"""How many trials are searched for the names of metrics."""


class Encoded(NamedTuple):
    """The NCodes and scores of completed trials.

    Args:
        digits: The digits of the NCodes, 0 to 9; the shape is [trials, length of an NCode].
        numbers: The numbers of the trials; the shape is [trials].
        scores: The scores; the shape is [trials].
        step: Only every `step`-th trial by number is included.
    """

    digits: NDArray[np.uint8]
    numbers: Ints
    scores: Floats
    step: int


class Paired(NamedTuple):
    """Completed trials that have a second metric, whose values are `values`. The shape of each is [trials]."""

    numbers: Ints
    scores: Floats
    values: Floats


class Evaluated(NamedTuple):
    """A trial that a worker has begun; `finished_at` is None while it runs."""

    number: int
    worker: str
    state: TrialState
    attempt: int
    started_at: datetime
    finished_at: datetime | None


class AnalysisRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def completed(self, job: Job) -> Completed:
        """All completed trials, by number."""
        finished_s = func.date_part("epoch", Trial.finished_at)
        packed = _int4(Trial.number), func.string_agg(Trial.source, " "), _float8(Trial.score), _float8(finished_s)
        numbers, sources, scores, finished = self._session.execute(select(*packed).where(*_completed(job))).one()
        if numbers is None:
            return Completed(np.zeros(0, np.int64), np.zeros(0, np.str_), np.zeros(0), np.zeros(0))
        trials = Completed(_ints(numbers), np.array(sources.split(" ")), _floats(scores), _floats(finished))
        return trials.at(np.argsort(trials.numbers))

    def encoded(self, job: Job, *, length: int) -> Encoded:
        """The NCodes and scores of completed trials, by number; `length` is the length of an NCode of the job's
        space."""
        step = -(-max(1, job.observed) * length // MAX_DIGITS)
        packed = func.string_agg(Trial.ncode, ""), _int4(Trial.number), _float8(Trial.score)
        query = select(*packed).where(*_completed(job), Trial.number % step == 0)
        codes, numbers, scores = self._session.execute(query).one()
        if codes is None:
            return Encoded(np.zeros((0, length), np.uint8), np.zeros(0, np.int64), np.zeros(0), step)
        digits = np.frombuffer(codes.encode("ascii"), np.uint8).reshape(-1, length) - ord("0")
        order = np.argsort(_ints(numbers))
        return Encoded(digits[order], _ints(numbers)[order], _floats(scores)[order], step)

    def metric_names(self, job: Job) -> Sequence[str]:
        """The metrics of the latest completed trials, without the objective, by name."""
        latest = select(Trial.metrics).where(*_completed(job)).order_by(Trial.number.desc()).limit(LOOKED_THROUGH)
        names = select(func.jsonb_object_keys(latest.subquery().c.metrics).label("name")).distinct().subquery()
        query = select(names.c.name).where(names.c.name != job.metric).order_by(names.c.name)
        return self._session.scalars(query).all()

    def paired(self, job: Job, metric: str) -> Paired:
        """The completed trials that have this metric, by number."""
        value = cast(Trial.metrics[metric].astext, Double)
        packed = _int4(Trial.number), _float8(Trial.score), _float8(value)
        query = select(*packed).where(*_completed(job), Trial.metrics.has_key(metric))
        numbers, scores, values = self._session.execute(query).one()
        if numbers is None:
            return Paired(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
        order = np.argsort(_ints(numbers))
        return Paired(_ints(numbers)[order], _floats(scores)[order], _floats(values)[order])

    def evaluated(self, job: Job, *, limit: int) -> Sequence[Evaluated]:
        """The begun trials with the highest numbers, by number."""
        columns = Trial.number, Trial.worker, Trial.state, Trial.attempt, Trial.started_at, Trial.finished_at
        query = select(*columns).where(Trial.job_id == job.id, Trial.started_at.is_not(None))
        rows = self._session.execute(query.order_by(Trial.number.desc()).limit(limit)).all()
        return [
            Evaluated(number, worker, state, attempt, started_at, finished_at)
            for number, worker, state, attempt, started_at, finished_at in reversed(rows)
            if worker is not None and started_at is not None
        ]


def _completed(job: Job) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Trial.job_id == job.id, Trial.state == TrialState.COMPLETED


def _float8(column: Any) -> ColumnElement[bytes]:
    return func.string_agg(func.float8send(column), literal(b"", LargeBinary), type_=LargeBinary)


def _int4(column: Any) -> ColumnElement[bytes]:
    return func.string_agg(func.int4send(column), literal(b"", LargeBinary), type_=LargeBinary)


def _floats(packed: bytes) -> Floats:
    return np.frombuffer(packed, ">f8").astype(np.float64)


def _ints(packed: bytes) -> Ints:
    return np.frombuffer(packed, ">i4").astype(np.int64)
