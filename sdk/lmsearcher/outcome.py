"""From what an evaluation function returned or raised to the result that is reported."""

import math
import traceback
from collections.abc import Mapping
from typing import Any, SupportsFloat

from lmsearcher._constants import MAX_ERROR_LENGTH

Measurement = SupportsFloat | Mapping[str, SupportsFloat]


class Infeasible(Exception):  # a verdict about an architecture, not an error of the program
    """Raise it in an evaluation function: this architecture cannot work, so do not try it again elsewhere."""


def measured(value: object, *, metric: str) -> dict[str, Any]:
    """The result of a function that returned. Without a finite number for the objective's metric it is a failure.

    Other metrics that are not finite are left out: JSON has no NaN, and the measurement is good without them.
    """
    try:
        metrics = _numbers(value, metric)
    except (TypeError, ValueError) as error:
        return failed(f"the function returned {value!r:.200}: {error}")
    if metric not in metrics:
        return failed(f"the function returned no {metric!r}, the metric of the objective; it has {sorted(metrics)}")
    if not math.isfinite(metrics[metric]):
        return failed(f"{metric} is {metrics[metric]}")
    return {"state": "completed", "metrics": {k: v for k, v in metrics.items() if math.isfinite(v)}}


def raised(error: Exception) -> dict[str, Any]:
    """The result of a function that raised: what it was, then as much of the end of the traceback as has room."""
    if isinstance(error, Infeasible):
        return {"state": "infeasible", "error": _storable(str(error)) or "infeasible"}
    summary = f"{type(error).__name__}: {error}"[: MAX_ERROR_LENGTH // 2]
    trace = "".join(traceback.format_tb(error.__traceback__))
    return failed(f"{summary}\n{trace[len(summary) + 1 - MAX_ERROR_LENGTH :]}")


def failed(text: str) -> dict[str, Any]:
    return {"state": "failed", "error": _storable(text)}


def _storable(text: str) -> str:
    """Bounded, and without what JSON or a database cannot hold: lone surrogates and NUL."""
    return text[:MAX_ERROR_LENGTH].replace("\x00", "\ufffd").encode(errors="replace").decode()


def _numbers(value: object, metric: str) -> dict[str, float]:
    if isinstance(value, Mapping):
        return {str(name): _number(number) for name, number in value.items()}
    return {metric: _number(value)}


def _number(value: object) -> float:
    """Python, numpy and torch scalars; no text, though float() would read it."""
    if isinstance(value, str | bytes) or not isinstance(value, SupportsFloat):
        raise TypeError("a number is needed, or a dict of metrics")
    return float(value)
