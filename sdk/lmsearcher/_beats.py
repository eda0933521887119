"""Heartbeats as a procedure: of the lease keeper, and of the threads and tasks that stand in for it."""

from collections.abc import Generator
from typing import Any

from lmsearcher import _calls as calls
from lmsearcher import models
from lmsearcher._call import Call
from lmsearcher._steps import Wait
from lmsearcher.errors import ConflictError, LMSearcherError, NotFoundError


class Interrupted(Exception):  # a signal between threads or tasks, not an error
    """A wait ended early because nobody needs its end any more."""


def beats(trial: str, *, token: str, every_s: float) -> Generator[Wait | Call[models.HeartbeatAnswer], Any, None]:
    """Renews a lease again and again. Ends when nobody wants the trial's result any more."""
    while True:
        yield Wait(every_s)
        try:
            answer: models.HeartbeatAnswer = yield calls.heartbeat(trial, token=token)
        except (ConflictError, NotFoundError):
            return
        except LMSearcherError:
            continue
        if answer.should_stop:
            return
