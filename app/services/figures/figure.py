"""What a figure is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.db.models import Job
from app.domain.goal import Goal

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """metric: for the figure that shows one beside the objective; None for whichever there is. metric_goal: of it."""

    session: Session
    job: Job
    metric: str | None = None
    metric_goal: Goal = "minimize"

    @property
    def goal(self) -> Goal:
        return self.job.goal


@dataclass(frozen=True, slots=True)
class Drawn:
    """reading: what there is to be seen, in one to three sentences with numbers. spec: None if there is nothing yet."""

    reading: str
    spec: Spec | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """name: in its address. title: for people."""

    name: str
    title: str
    draw: Callable[[FigureRequest], Drawn]


NOTHING = Drawn("No trial has completed yet.")
