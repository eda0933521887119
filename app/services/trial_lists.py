"""Looking through a job's trials."""

import json
from collections.abc import Sequence
from itertools import accumulate

from sqlalchemy.orm import Session

from app.db.models import Job, Trial
from app.db.repositories.pages import Page
from app.db.repositories.trial_pages import Digits, Reason, Sort, TrialFilter, TrialPageRepository
from app.domain.errors import InvalidInput, NotFound
from app.domain.ncode import widths
from app.domain.search_space import SearchSpace
from app.services.spaces import space_of


def list_trials(
    session: Session, job: Job, wanted: TrialFilter, *, sort: Sort = "number", limit: int, after: str | None
) -> Page[Trial]:
    """Trials that lack what is sorted by are left out. Raises InvalidInput for a cursor of another list."""
    return TrialPageRepository(session).page(job.id, wanted, sort=sort, limit=limit, after=after)


def get_numbered(session: Session, job: Job, number: int) -> Trial:
    """Raises NotFound."""
    trial = TrialPageRepository(session).numbered(job.id, number)
    if trial is None:
        raise NotFound(f"the job has no trial {number}")
    return trial


def latest_unsuccessful(session: Session, job: Job, *, limit: int) -> Sequence[Trial]:
    """Failed and infeasible trials, the latest result first."""
    return TrialPageRepository(session).latest_unsuccessful(job.id, limit)


def count_reasons(session: Session, job: Job, *, limit: int) -> Sequence[Reason]:
    """Why trials failed or were infeasible: the most frequent first lines first."""
    return TrialPageRepository(session).reasons(job.id, limit)


def digits_of_option(job: Job, text: str) -> Digits:
    """What the NCodes of trials have that chose an option. text: `dimension=option`, as JSON or as it is.

    An inactive dimension has the digits of its first option; that it is active is therefore part of it.
    Raises InvalidInput.
    """
    space = space_of(job).space
    for d, dimension in enumerate(space.dimensions):
        if text.startswith(f"{dimension.name}="):
            option = text[len(dimension.name) + 1 :]
            found = [i for i, value in enumerate(dimension.options) if option in (str(value), json.dumps(value))]
            if found:
                return _chosen(space, d, found)
    raise InvalidInput.at(
        "?option", "no dimension of the job has this option", "Write dimension=option, as the job's space has them."
    )


def _chosen(space: SearchSpace, dimension: int, options: Sequence[int]) -> Digits:
    """Conditions have no cycles, so this ends."""
    layout = widths(space)
    starts = (0, *accumulate(layout))
    width = layout[dimension]
    here = (starts[dimension], width, [str(i).zfill(width) for i in options])
    parents = space.condition_of.get(dimension, ())
    return [here, *(part for parent, allowed in parents for part in _chosen(space, parent, sorted(allowed)))]
