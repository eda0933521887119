"""The trial that a function evaluates, and the results that can come of it."""

import logging
import math
import threading
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, SupportsFloat

from lmsearcher import models
from lmsearcher._config import MAX_ERROR_LENGTH

Measurement = SupportsFloat | Mapping[str, SupportsFloat]
StopCallback = Callable[[], object]
_log = logging.getLogger("lmsearcher")


class Infeasible(Exception):  # a result, not an error of the program
    """Raise it in an evaluation function if the architecture itself cannot work. It is then not tried again."""


class ActiveTrial:
    """The trial that a function evaluates now. `source` is "warmup", "ranked" or "fallback"."""

    def __init__(
        self,
        leased: models.LeasedTrial,
        *,
        run_callback: Callable[[StopCallback], object] = lambda callback: callback(),
    ) -> None:
        self.id = leased.id
        self.number = leased.number
        self.ncode = leased.ncode
        self.source = leased.source
        self.attempt = leased.attempt
        self.stop_seen = False
        self._run_callback = run_callback
        self._lock = threading.Lock()
        self._stopped = False
        self._callbacks: list[StopCallback] = []

    @property
    def should_stop(self) -> bool:
        """True when the result is no longer needed. A long training should check it from time to time and return.

        What a function returns after it has seen True counts as unfinished and is not reported.
        """
        self.stop_seen = self.stop_seen or self._stopped
        return self.stop_seen

    @property
    def unwanted(self) -> bool:
        """Like should_stop, but a result is still reported after it was read."""
        return self._stopped

    def on_stop(self, callback: StopCallback) -> None:
        """Calls `callback` once when should_stop becomes True, or at once if it is True. The result is not reported.

        With Client the callback runs in another thread, with AsyncClient in the event loop. It should be short.
        """
        with self._lock:
            if not self._stopped:
                self._callbacks.append(callback)
                return
        self._run_callback(partial(self._notify, callback))

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            self._run_callback(partial(self._notify, callback))

    def _notify(self, callback: StopCallback) -> None:
        self.stop_seen = True
        try:
            callback()
        except Exception:  # noqa: BLE001  an error in the user's code must not end the heartbeats
            _log.exception("an on_stop callback of trial %d raised", self.number)


def result_of_return(value: object, *, metric: str) -> dict[str, Any]:
    """The result of a function that returned. It is a failure without a finite number for the objective's metric.

    Other metrics that are not finite are left out: JSON has no NaN, and the result is good without them.
    """
    try:
        metrics = _numbers(value, metric)
    except (TypeError, ValueError) as error:
        return failed_result(f"the function returned {value!r:.200}: {error}")
    if metric not in metrics:
        return failed_result(f"the function returned no {metric!r}, the objective's metric, but {sorted(metrics)}")
    if not math.isfinite(metrics[metric]):
        return failed_result(f"{metric} is {metrics[metric]}")
    return {"state": "completed", "metrics": {k: v for k, v in metrics.items() if math.isfinite(v)}}


def result_of_error(error: Exception) -> dict[str, Any]:
    """The result of a function that raised: the error, and the end of its traceback as far as there is room."""
    if isinstance(error, Infeasible):
        return {"state": "infeasible", "error": _storable(str(error)) or "infeasible"}
    summary = f"{type(error).__name__}: {error}"[: MAX_ERROR_LENGTH // 2]
    trace = "".join(traceback.format_tb(error.__traceback__))
    return failed_result(f"{summary}\n{trace[len(summary) + 1 - MAX_ERROR_LENGTH :]}")


def failed_result(text: str) -> dict[str, Any]:
    return {"state": "failed", "error": _storable(text)}


def _storable(text: str) -> str:
    """The text, shortened, without the characters that JSON or a database cannot hold: lone surrogates and NUL."""
    return text[:MAX_ERROR_LENGTH].replace("\x00", "\ufffd").encode(errors="replace").decode()


def _numbers(value: object, metric: str) -> dict[str, float]:
    if isinstance(value, Mapping):
        return {str(name): _number(number) for name, number in value.items()}
    return {metric: _number(value)}


def _number(value: object) -> float:
    """Accepts scalars of Python, NumPy and PyTorch, but no text, which float() would read."""
    if isinstance(value, str | bytes) or not isinstance(value, SupportsFloat):
        raise TypeError("a number is needed, or a dict of metrics")
    return float(value)
