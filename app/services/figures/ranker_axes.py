"""What the figures about the ranker share."""

from app.services.figures.figure import Spec
from app.services.figures.vega import layer, number, whole, words

ROUNDS = whole("round", "round")


def proportion(field: str, title: str) -> Spec:
    """A whole axis from 0 to 100 %."""
    return number(field, title, scale={"domain": [0, 1]}, axis={"format": ".0%", "titleLimit": 260})


def proportion_tip(field: str, title: str) -> Spec:
    return number(field, title, format=".1%")


def level(value: float, text: str, y: Spec, *, above: bool = True) -> list[Spec]:
    """A line across the plot, and what it is, above the line or below."""
    rows = [{"level": value, "text": text}]
    at = {**y, "field": "level"}
    rule = {"type": "rule", "style": "reference", "strokeDash": [5, 4]}
    return [layer(rule, rows, y=at), *words(rows, dy=-8 if above else 8, y=at, text={"field": "text"})]


def signed(value: float) -> str:
    """`+0.42`, `−0.10`: of correlations."""
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")


def milliseconds(value: float) -> str:
    """`3.1 ms`, `2.5 s`."""
    return f"{value:.3g} ms" if value < 1000 else f"{value / 1000:.3g} s"
