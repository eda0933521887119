"""How numbers are written in readings."""

SCORE_FORMAT = ".6~g"
"""d3-format's name of what `score` does, for tooltips."""


def score(value: float) -> str:
    """Six significant digits, as everywhere in the dashboard."""
    return f"{value:.6g}"


def count(number: int, noun: str) -> str:
    """`1 trial`, `12,345 trials`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
