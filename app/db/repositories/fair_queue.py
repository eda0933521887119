"""Fair queueing: the project that was served longest ago is served next."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, Subquery, func, lateral, select, true
from sqlalchemy.orm import aliased

from app.db.models import Round, StatelessRanking

Planned = type[Round] | type[StatelessRanking]


def first_in_turn(table: Planned, due: Select[Any]) -> ScalarSelect[Any]:
    """The id of the oldest due row of the project that was served longest ago; locked, skipping those locked elsewhere.

    due: ids of due rows of all projects. The projects are read lazily, in their order: usually one project is looked
    at."""
    projects = _projects(table)
    oldest = (
        due.where(table.project_id == projects.c.project_id)
        .order_by(table.planned_at)
        .limit(1)
        .with_for_update(of=table, skip_locked=True)
    )
    found = lateral(oldest)
    return select(found.c.id).select_from(projects).join(found, true()).limit(1).scalar_subquery()


def _projects(table: Planned) -> Subquery:
    """Steps from project to project along the index of planned rows, however many rows each has.

    A project was served last when the last of its rows was claimed; never served comes first.
    """
    planned = aliased(table)
    step = select(planned.project_id).where(planned.state == "planned").order_by(planned.project_id).limit(1)
    waiting = select(step.scalar_subquery().label("project_id")).cte("waiting", recursive=True)
    further = step.where(planned.project_id > waiting.c.project_id).scalar_subquery()
    waiting = waiting.union_all(select(further).where(waiting.c.project_id.is_not(None)))
    row = aliased(table)
    served = select(func.max(row.claimed_until)).where(row.project_id == waiting.c.project_id).scalar_subquery()
    return (
        select(waiting.c.project_id)
        .where(waiting.c.project_id.is_not(None))
        .order_by(served.asc().nulls_first(), waiting.c.project_id)
        .subquery()
    )
