"""A trial, prepared for pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.dashboard.snippets import as_python, trial_json
from app.domain.dimension import Option
from app.domain.ncode import widths
from app.schemas.trials import Trial
from app.services.records import Job
from app.services.records import Trial as TrialRecord
from app.services.spaces import space_of


@dataclass(frozen=True, slots=True)
class Choice:
    """The digits of a dimension in the NCode, and its option; None if the dimension is inactive."""

    dimension: str
    digits: str
    option: Option | None


@dataclass(frozen=True, slots=True)
class TrialView:
    """`seconds` is the time from the lease to the result."""

    trial: Trial
    choices: Sequence[Choice]
    seconds: float | None

    @classmethod
    def of(cls, job: Job, row: TrialRecord) -> "TrialView":
        trial, space = Trial.of(job, row), space_of(job).space
        choices, at = [], 0
        for dimension, width in zip(space.dimensions, widths(space), strict=True):
            digits, at = trial.ncode[at : at + width], at + width
            choices.append(Choice(dimension.name, digits, trial.architecture.get(dimension.name)))
        times = trial.started_at, trial.finished_at
        seconds = (times[1] - times[0]).total_seconds() if times[0] and times[1] else None
        return cls(trial, choices, seconds)

    @property
    def json(self) -> str:
        return trial_json(self.trial)

    @property
    def python(self) -> str:
        return as_python(self.trial.architecture)
