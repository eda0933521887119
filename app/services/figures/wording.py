"""How numbers are written in readings."""

SCORE_FORMAT = ".6~g"
"""d3-format's name of what `score` does, for tooltips."""


def score(value: float) -> str:
    """Six significant digits, as everywhere in the dashboard."""
    return f"{value:.6g}"


def count(number: int, noun: str) -> str:
    """`1 trial`, `12,345 trials`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def share(value: float) -> str:
    """`0.4 %`, `17 %`."""
    return f"{100 * value:.2g} %" if value < 0.995 else "100 %"


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
