"""What a figure is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.db.models import Job

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """metric: of figures that show one beside the objective; None for whichever there is."""

    session: Session
    job: Job
    metric: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """reading: what there is to be seen, in one or two sentences with numbers. spec: None if there is nothing yet."""

    reading: str
    spec: Spec | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """name: in its address. title: for people."""

    name: str
    title: str
    draw: Callable[[Asked], Drawn]
