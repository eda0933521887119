"""Trials to read: one, lists, the history."""

import json
import uuid
from collections.abc import Sequence
from itertools import accumulate

from sqlalchemy.orm import Session

from app.db.models import Job, Trial
from app.db.repositories.jobs import JobRepository
from app.db.repositories.pages import Page
from app.db.repositories.trial_pages import Reason, TrialPageRepository
from app.db.repositories.trials import TrialRepository
from app.domain.errors import InvalidInput, NotFound
from app.domain.filters import Digits, TrialFilter, TrialSort
from app.domain.ncode import widths
from app.domain.search_space import SearchSpace
from app.services.spaces import space_of


def get_trial(session: Session, project_id: uuid.UUID, trial_id: uuid.UUID) -> tuple[Job, Trial]:
    """The trial and its job. Raises NotFound."""
    trial = TrialRepository(session).get(project_id, trial_id)
    return JobRepository(session).get(project_id, trial.job_id), trial


def list_history(session: Session, job: Job, *, limit: int, after: str | None) -> Page[Trial]:
    """The trials with a result, in the order of their results."""
    return TrialRepository(session).history_page(job.id, limit=limit, after=after)


def list_trials(
    session: Session, job: Job, filters: TrialFilter, *, sort: TrialSort = "number", limit: int, after: str | None
) -> Page[Trial]:
    """The job's trials that match the filters. Trials without a value to sort by are left out.

    Raises InvalidInput for a cursor of another list.
    """
    return TrialPageRepository(session).page(job.id, filters, sort=sort, limit=limit, after=after)


def count_trials(session: Session, job: Job, filters: TrialFilter, *, sort: TrialSort) -> int:
    """How many trials the whole list has."""
    if filters == TrialFilter() and sort in ("number", "-number"):
        return job.trials_created
    return TrialPageRepository(session).count(job.id, filters, sort=sort)


def get_numbered(session: Session, job: Job, number: int) -> Trial:
    """The trial with this number. Raises NotFound."""
    trial = TrialPageRepository(session).numbered(job.id, number)
    if trial is None:
        raise NotFound(f"the job has no trial {number}")
    return trial


def latest_unsuccessful(session: Session, job: Job, *, limit: int) -> Sequence[Trial]:
    """Failed and infeasible trials, the latest result first."""
    return TrialPageRepository(session).latest_unsuccessful(job.id, limit)


def count_reasons(session: Session, job: Job, *, limit: int) -> Sequence[Reason]:
    """The reasons of failed and infeasible trials, which are the first lines of their errors; the most frequent
    first."""
    return TrialPageRepository(session).reasons(job.id, limit)


def digits_of_option(job: Job, text: str) -> Digits:
    """The digits of the NCodes that have an option. Raises InvalidInput.

    `text` is `dimension=option`, with the option as JSON or as plain text. An inactive dimension has the digits of its
    first option, so the result also requires that the dimension is active.
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
    """The digits of these options, and those that make the dimension active. Conditions have no cycles, so this
    ends."""
    layout = widths(space)
    starts = (0, *accumulate(layout))
    width = layout[dimension]
    here = (starts[dimension], width, [str(i).zfill(width) for i in options])
    parents = space.condition_of.get(dimension, ())
    return [here, *(part for parent, allowed in parents for part in _chosen(space, parent, sorted(allowed)))]
