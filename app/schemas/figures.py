"""Figures of a job on the wire."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from app.services.figures.figure import Drawn, Figure


class FigureSummary(BaseModel):
    name: str
    title: str


class FigureList(BaseModel):
    items: list[FigureSummary]

    @classmethod
    def of(cls, figures: Sequence[Figure]) -> "FigureList":
        return cls(items=[FigureSummary(name=figure.name, title=figure.title) for figure in figures])


class FigureModel(FigureSummary):
    """reading: what the figure shows, in words and numbers. empty: there is nothing to draw yet, and no spec.

    spec: Vega-Lite 6, its data included, some thousand values at most.
    """

    reading: str
    empty: bool
    spec: dict[str, Any] | None

    @classmethod
    def of(cls, figure: Figure, drawn: Drawn) -> "FigureModel":
        return cls(
            name=figure.name, title=figure.title, reading=drawn.reading, empty=drawn.spec is None, spec=drawn.spec
        )
