"""A job's trials in pages, filtered and sorted.

The order is total: trials with equal values are ordered by number.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Double, Select, and_, cast, func, select, tuple_
from sqlalchemy.orm import Session

from app.db.models import Trial
from app.db.repositories.pages import Page, cut, decode_cursor, no_cursor
from app.domain.filters import TrialFilter, TrialSort
from app.domain.lifecycle import TrialState

REASON_LENGTH = 200
_UNSUCCESSFUL = (TrialState.FAILED, TrialState.INFEASIBLE)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for trials without success.

    Args:
        state: `failed` or `infeasible`.
        text: The first line of the error; it may be empty.
        count: How many trials have this reason.
        latest: The highest number of such a trial.
    """

    state: TrialState
    text: str
    count: int
    latest: int


_DURATION: ColumnElement[float] = cast(func.extract("epoch", Trial.finished_at - Trial.started_at), Double)
_KEYS: dict[str, tuple[ColumnElement[Any], type]] = {
    "score": (Trial.score.expression, float),
    "finished": (Trial.observed.expression, int),
    "duration": (_DURATION, float),
}
"""What a list can be sorted by, with its type in a cursor. Trials without a value are left out. `finished` is the
order of the results."""


class TrialPageRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self, job_id: uuid.UUID, filters: TrialFilter, *, sort: TrialSort, limit: int, after: str | None
    ) -> Page[Trial]:
        name, descending = sort.removeprefix("-"), sort.startswith("-")
        keys: list[ColumnElement[Any]] = [Trial.number.expression]
        kinds: list[type] = [str, int]
        query = _filtered(job_id, filters, name)
        if name != "number":
            value, kind = _KEYS[name]
            keys.insert(0, value)
            kinds.insert(1, kind)
        if after is not None:
            of_sort, *mark = decode_cursor(after, kinds)
            if of_sort != sort:
                raise no_cursor()
            query = query.where(tuple_(*keys) < tuple_(*mark) if descending else tuple_(*keys) > tuple_(*mark))
        order = [key.desc() if descending else key.asc() for key in keys]
        rows = self._session.execute(query.add_columns(*keys).order_by(*order).limit(limit + 1)).all()
        page = cut(rows, limit, lambda row: [sort, *row[1:]])
        return Page([row[0] for row in page.items], page.next)

    def count(self, job_id: uuid.UUID, filters: TrialFilter, *, sort: TrialSort) -> int:
        """How many trials the whole list has."""
        found = _filtered(job_id, filters, sort.removeprefix("-")).subquery()
        return self._session.execute(select(func.count()).select_from(found)).scalar_one()

    def numbered(self, job_id: uuid.UUID, number: int) -> Trial | None:
        return self._session.scalar(select(Trial).where(Trial.job_id == job_id, Trial.number == number))

    def latest_unsuccessful(self, job_id: uuid.UUID, limit: int) -> Sequence[Trial]:
        """Failed and infeasible trials, the latest result first."""
        query = select(Trial).where(Trial.job_id == job_id, Trial.state.in_(_UNSUCCESSFUL))
        return self._session.scalars(query.order_by(Trial.observed.desc()).limit(limit)).all()

    def reasons(self, job_id: uuid.UUID, limit: int) -> Sequence[Reason]:
        """The reasons of failed and infeasible trials, by the first line of their errors; the most frequent come
        first."""
        line = func.left(func.split_part(func.coalesce(Trial.error, ""), "\n", 1), REASON_LENGTH)
        grouped = (
            select(Trial.state, line.label("text"), func.count().label("count"), func.max(Trial.number).label("latest"))
            .where(Trial.job_id == job_id, Trial.state.in_(_UNSUCCESSFUL))
            .group_by(Trial.state, line)
            .subquery()
        )
        columns = grouped.c
        query = select(columns.state, columns.text, columns.count, columns.latest)
        query = query.order_by(columns.count.desc(), columns.latest.desc()).limit(limit)
        return [Reason(*row) for row in self._session.execute(query)]


def _filtered(job_id: uuid.UUID, filters: TrialFilter, sorted_by: str) -> Select[Any]:
    """The job's trials that match the filters. Trials without a value to sort by are left out."""
    conditions: list[ColumnElement[bool]] = [Trial.job_id == job_id]
    same = ((Trial.state, filters.state), (Trial.source, filters.source), (Trial.worker, filters.worker))
    conditions += [column == value for column, value in same if value is not None]
    if filters.score_min is not None or filters.score_max is not None:
        conditions.append(Trial.state == TrialState.COMPLETED)
    if filters.score_min is not None:
        conditions.append(Trial.score >= filters.score_min)
    if filters.score_max is not None:
        conditions.append(Trial.score <= filters.score_max)
    if filters.ncode is not None:
        conditions.append(func.starts_with(Trial.ncode, filters.ncode))
    for position, length, texts in filters.digits:
        conditions.append(func.substr(Trial.ncode, position + 1, length).in_(texts))
    if sorted_by != "number":
        conditions.append(_KEYS[sorted_by][0].is_not(None))
    if sorted_by == "score":
        conditions.append(Trial.state == TrialState.COMPLETED)  # the index on scores has these only
    return select(Trial).where(and_(*conditions))
