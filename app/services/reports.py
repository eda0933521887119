"""The results that evaluators report, checked by the same rules for POST /result and for the response to a callback."""

import json
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from app.domain.lifecycle import TrialState
from app.fields import ONLY_KEYS, ClosedModel, Key, LongText, few_members
from app.services.trial_protocol.requests import Report

MOST_METRICS = 64
Metrics = Annotated[
    dict[Key, Annotated[float, Field(allow_inf_nan=False, strict=True)]],
    Field(max_length=MOST_METRICS),
    few_members(MOST_METRICS),
    ONLY_KEYS,
]


class CompletedReport(ClosedModel):
    """A result with a score."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    state: Literal[TrialState.COMPLETED]
    metrics: Metrics = {}  # noqa: RUF012  pydantic copies it
    """Contains the objective's metric, which is the score."""
    error: None = None

    def report(self) -> Report:
        return Report(self.state, self.metrics, None)


class UnsuccessfulReport(ClosedModel):
    """A result without a score."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    state: Literal[TrialState.FAILED, TrialState.INFEASIBLE]
    metrics: Metrics = {}  # noqa: RUF012  pydantic copies it
    """Measured values; none of them is the score."""
    error: LongText | None = None
    """The reason."""

    def report(self) -> Report:
        return Report(self.state, self.metrics, self.error)


_RESULT: TypeAdapter[CompletedReport | UnsuccessfulReport] = TypeAdapter(
    Annotated[CompletedReport | UnsuccessfulReport, Field(discriminator="state")]
)


class NoResult(Exception):
    """The body contains no result; the text of the error says why."""


def read_report(body: bytes) -> Report:
    """The result in a JSON body. Raises NoResult."""
    try:
        return _RESULT.validate_python(json.loads(body)).report()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = "".join(f"/{part}" for part in first["loc"])
        raise NoResult(f"the response is not a result: {place} {first['msg']}".replace("  ", " ")) from error
    except (ValueError, RecursionError) as error:
        raise NoResult("the response is not a result: it is not JSON") from error
