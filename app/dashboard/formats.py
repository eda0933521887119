"""Formats of numbers, times and NCodes on pages."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from app.domain.text import rfc3339

MISSING = "–"
COLOURS = 10
"""Colours of options; the eleventh has the first's again. The index is always shown, so that no colour stands alone."""


def score(value: float | None) -> str:
    """Six significant digits."""
    return MISSING if value is None else f"{value:.6g}"


def whole(value: int | None) -> str:
    """With thin spaces between thousands."""
    return MISSING if value is None else f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def duration(seconds: float | None) -> str:
    """The two largest units: `3 d 4 h`, `12 min 5 s`, `0.42 s`."""
    if seconds is None:
        return MISSING
    if seconds < 60:
        return f"{seconds:.3g} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def rate(value: float | None) -> str:
    """Three significant digits, never an exponent."""
    if value is None:
        return MISSING
    return whole(round(value)) if value >= 100 else f"{value:.3g}"


def moment(at: datetime | None) -> str:
    """UTC, to the second; the browser turns it into local time (static/live.js)."""
    return MISSING if at is None else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def iso(at: datetime) -> str:
    """For the `datetime` attribute of a `<time>` element."""
    return rfc3339(at, "milliseconds")


def digits(ncode: str, widths: Sequence[int]) -> list[tuple[str, int]]:
    """(digits of a dimension, number of its colour) of each dimension of an NCode."""
    parts, at = [], 0
    for width in widths:
        part = ncode[at : at + width]
        parts.append((part, int(part) % COLOURS))
        at += width
    return parts


def first_line(text: str) -> str:
    """The first line, 300 characters at most."""
    line = text.strip().partition("\n")[0]
    return line if len(line) <= 300 else line[:299] + "…"


def reason(name: str) -> str:
    """Why a job has ended."""
    return name.replace("_", " ")


def share(value: float | None) -> str:
    return MISSING if value is None else f"{value:.1%}"


def grouped(digits: str) -> str:
    """A whole number of any size, from its decimal digits."""
    return (
        f"{int(digits):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        if len(digits) <= 30
        else f"about 10^{len(digits) - 1}"
    )


def short_id(value: Any) -> str:
    """The first eight characters of an identifier."""
    return str(value)[:8]


FILTERS: dict[str, Callable[..., Any]] = {
    "score": score,
    "whole": whole,
    "duration": duration,
    "rate": rate,
    "moment": moment,
    "iso": iso,
    "digits": digits,
    "first_line": first_line,
    "reason": reason,
    "share": share,
    "grouped": grouped,
    "short_id": short_id,
}
