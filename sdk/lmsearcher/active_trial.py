"""The trial under evaluation: what the user's function may know of it, and how it hears that it may stop."""

import logging
import threading
from collections.abc import Callable
from functools import partial

from lmsearcher import models

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
