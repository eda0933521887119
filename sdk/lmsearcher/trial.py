"""The trial under evaluation: what the user's function may know of it, and how it hears that it may stop."""

import logging
import math
import threading
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, SupportsFloat

from lmsearcher import models
from lmsearcher._config import MAX_ERROR_LENGTH

Callback = Callable[[], object]
_log = logging.getLogger("lmsearcher")


class ActiveTrial:
    """The trial that a function evaluates now; source: warmup, ranked or fallback."""

    def __init__(
        self, leased: models.LeasedTrial, *, call: Callable[[Callback], object] = lambda callback: callback()
    ) -> None:
        self.id = leased.id
        self.number = leased.number
        self.ncode = leased.ncode
        self.source = leased.source
        self.attempt = leased.attempt
        self.told = False
        self._call = call
        self._lock = threading.Lock()
        self._stopped = False
        self._callbacks: list[Callback] = []

    @property
    def should_stop(self) -> bool:
        """True once nobody wants the result any more: long trainings look at it now and then, and return early.

        Whatever a function returns after it has seen True is taken to be unfinished and not reported.
        """
        self.told = self.told or self._stopped
        return self.told

    @property
    def unwanted(self) -> bool:
        """As should_stop, but asking does not count as having seen it."""
        return self._stopped

    def on_stop(self, callback: Callback) -> None:
        """Has `callback` called, once, when should_stop becomes true; at once if it is. That counts as seen.

        Under Client it is called in another thread, under AsyncClient in the event loop. It should not take long.
        """
        with self._lock:
            if not self._stopped:
                self._callbacks.append(callback)
                return
        self._call(partial(self._tell, callback))

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            self._call(partial(self._tell, callback))

    def _tell(self, callback: Callback) -> None:
        self.told = True
        try:
            callback()
        except Exception:  # noqa: BLE001  the user's; heartbeats must not end with it
            _log.exception("a callback for the end of trial %d raised", self.number)


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
