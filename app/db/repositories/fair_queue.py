"""Fair queueing: the project that was served longest ago is served next."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, Subquery, func, lateral, select, true
from sqlalchemy.orm import aliased

from app.db.models import Round, StatelessRanking

Planned = type[Round] | type[StatelessRanking]


def first_in_turn(table: Planned, due: Select[Any]) -> ScalarSelect[Any]:
    """The id of the oldest due row in the project served longest ago. The row is locked; rows locked elsewhere are
    skipped.

    `due` selects the ids of the due rows of all projects. The projects are read one by one, and usually the first has a
    row.
    """
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
    """The projects with planned rows, those served longest ago first; a project never served comes before them.

    A project was last served when the last of its rows was claimed. The query steps from project to project along the
    index of planned rows, so it does not depend on how many rows each project has.
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
