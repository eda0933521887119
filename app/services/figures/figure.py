"""A figure, and what it is drawn from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.db.models import Job
from app.domain.goal import Goal

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """What to draw a figure from.

    Args:
        session: The session to read from.
        job: The job.
        metric: The second metric, for the figure that shows one; None for the first there is.
        metric_goal: Which values of the second metric are better.
    """

    session: Session
    job: Job
    metric: str | None = None
    metric_goal: Goal = "minimize"

    @property
    def goal(self) -> Goal:
        return self.job.goal


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn figure.

    Args:
        reading: What the figure shows, in one to three sentences with numbers.
        spec: The specification; None if there is nothing to draw yet.
    """

    reading: str
    spec: Spec | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure; `name` is the name in its address, and `title` is shown to users."""

    name: str
    title: str
    draw: Callable[[FigureRequest], Drawn]


NOTHING = Drawn("No trial has completed yet.")
