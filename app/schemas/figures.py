"""Figures of a job on the wire."""

from collections.abc import Sequence
from typing import Any

from app.schemas.base import Model
from app.services.figures.figure import Drawn, Figure


class FigureSummary(Model):
    name: str
    title: str


class FigureList(Model):
    items: list[FigureSummary]

    @classmethod
    def of(cls, figures: Sequence[Figure]) -> "FigureList":
        return cls(items=[FigureSummary(name=figure.name, title=figure.title) for figure in figures])


class FigureModel(FigureSummary):
    """One figure. Its specification is Vega-Lite 6 and contains the data, some thousand values at most."""

    reading: str
    """What the figure shows, in words and numbers."""
    empty: bool
    """There is nothing to draw yet, and no specification."""
    spec: dict[str, Any] | None

    @classmethod
    def of(cls, figure: Figure, drawn: Drawn) -> "FigureModel":
        return cls(
            name=figure.name, title=figure.title, reading=drawn.reading, empty=drawn.spec is None, spec=drawn.spec
        )
