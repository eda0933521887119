"""Which jobs and trials a list shows, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.lifecycle import JobState, Source, TrialState

TrialSort = Literal["number", "-number", "score", "-score", "finished", "-finished", "duration", "-duration"]
"""The order of a list of trials; with `-`, the largest comes first. `finished` is the order of the results."""
Digits = Sequence[tuple[int, int, Sequence[str]]]
"""Tuples of position, length and texts: the NCode has one of the texts at that position. All of them must hold."""


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs a list shows. A field that is None leaves every job in.

    Args:
        state: The state of the job.
        name: A part of the name, in upper or lower case.
        tag: Key and value of a tag.
    """

    state: JobState | None = None
    name: str | None = None
    tag: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TrialFilter:
    """Which trials a list shows. A field that is None or empty leaves every trial in.

    Args:
        state: The state of the trial.
        source: What decided on the trial.
        worker: The name of the worker.
        score_min: The lowest score that is shown.
        score_max: The highest score that is shown.
        ncode: How the NCode begins.
        digits: What the NCode has at some positions.
    """

    state: TrialState | None = None
    source: Source | None = None
    worker: str | None = None
    score_min: float | None = None
    score_max: float | None = None
    ncode: str | None = None
    digits: Digits = ()
