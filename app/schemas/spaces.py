"""Search spaces on the wire. These types define the shape and the OpenAPI document; the domain checks the rules."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, FailFast, Field, JsonValue, StrictBool, StrictFloat, StrictInt, StrictStr

from app.domain.counting import SpaceCounter
from app.domain.limits import (
    MAX_ABS_NUMBER,
    MAX_CONDITIONS,
    MAX_DIMENSIONS,
    MAX_FORBIDDEN,
    MAX_LABEL_LENGTH,
    MAX_NAME_LENGTH,
    MAX_OPTIONS,
)
from app.domain.ncode import widths
from app.fields import WHOLE, few_members
from app.schemas.base import Model, RequestBody
from app.services.spaces import Sample


def _shown(**rules: JsonValue) -> Any:
    """A rule that the domain enforces, for the OpenAPI text only."""
    return Field(json_schema_extra=rules)


_USABLE = _shown(minimum=-MAX_ABS_NUMBER, maximum=MAX_ABS_NUMBER)
Number = Annotated[StrictFloat, Field(allow_inf_nan=False), _USABLE]
WholeNumber = Annotated[StrictInt, _USABLE, WHOLE]
Levels = Annotated[StrictInt, _shown(minimum=1, maximum=MAX_OPTIONS), WHOLE]
Step = Annotated[StrictInt, _shown(minimum=1), WHOLE]
DimensionName = Annotated[str, _shown(minLength=1, maxLength=MAX_NAME_LENGTH)]
Label = Annotated[StrictStr, _shown(minLength=1, maxLength=MAX_LABEL_LENGTH)]
Option = StrictBool | Annotated[StrictInt, _USABLE] | Number | Label
Options = Annotated[list[Option], FailFast(), Field(min_length=1, max_length=MAX_OPTIONS)]
"""A long list: its first wrong item is the only one that is reported. So also below."""
Clause = Annotated[dict[str, Options], Field(min_length=1, max_length=MAX_DIMENSIONS), few_members(MAX_DIMENSIONS)]
Architecture = Annotated[dict[str, Option | None], few_members(MAX_DIMENSIONS)]

EXAMPLE_SPACE: dict[str, Any] = {
    "dimensions": [
        {"name": "edge0", "type": "categorical", "options": ["none", "skip", "conv1x1", "conv3x3", "pool"]},
        {"name": "rank", "type": "ordinal", "options": [3, 6, 12, 24]},
        {"name": "width", "type": "int", "low": 16, "high": 256, "step": 16},
        {"name": "lr", "type": "float", "low": 1e-5, "high": 1e-1, "levels": 9, "log": True},
    ],
    "conditions": [{"dimension": "rank", "when": {"edge0": ["conv1x1", "conv3x3"]}}],
    "forbidden": [{"edge0": ["none"], "width": [16, 32]}],
}


class Categorical(RequestBody):
    name: DimensionName
    type: Literal["categorical"]
    options: Annotated[Options, _shown(uniqueItems=True)]


class Ordinal(RequestBody):
    """Options in a meaningful order."""

    name: DimensionName
    type: Literal["ordinal"]
    options: Annotated[Options, _shown(uniqueItems=True)]


class Int(RequestBody):
    """Every `step`-th integer from low to high, or `levels` of them spread evenly (in the logarithm if `log`)."""

    name: DimensionName
    type: Literal["int"]
    low: WholeNumber
    high: WholeNumber
    step: Step | None = None
    levels: Levels | None = None
    log: StrictBool = False


class Float(RequestBody):
    """`levels` numbers from low to high, evenly spaced (in the logarithm if `log`)."""

    name: DimensionName
    type: Literal["float"]
    low: Number
    high: Number
    levels: Levels
    log: StrictBool = False


class Condition(RequestBody):
    """`dimension` is active only when every dimension in `when` is active and has one of the listed options."""

    dimension: str
    when: Clause


class Space(RequestBody):
    """A search space. Forbidden combinations hold when all their dimensions have one of the listed options."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_SPACE]})

    dimensions: Annotated[
        list[Annotated[Categorical | Ordinal | Int | Float, Field(discriminator="type")]],
        Field(min_length=1, max_length=MAX_DIMENSIONS),
    ]
    conditions: Annotated[list[Condition], FailFast(), Field(max_length=MAX_CONDITIONS)] = []
    forbidden: Annotated[list[Clause], FailFast(), Field(max_length=MAX_FORBIDDEN)] = []

    def spec(self) -> dict[str, Any]:
        """The JSON form that the domain reads and the database keeps."""
        return self.model_dump(mode="json", exclude_unset=True)


class NCodeLayout(Model):
    """The form of the NCodes of a space."""

    length: int
    """Digits of an NCode."""
    widths: list[int]
    """Digits of each dimension, in order."""

    @classmethod
    def of(cls, counter: SpaceCounter) -> "NCodeLayout":
        layout = widths(counter.space)
        return cls(length=sum(layout), widths=list(layout))


class SpaceRequest(RequestBody):
    model_config = ConfigDict(json_schema_extra={"examples": [{"space": EXAMPLE_SPACE, "samples": 3, "seed": 0}]})

    space: Space
    samples: Annotated[StrictInt, Field(ge=0, le=100), WHOLE] = 3
    seed: Annotated[StrictInt, Field(ge=0, lt=2**63), WHOLE] = 0


class SpaceSample(Model):
    ncode: str
    architecture: Architecture

    @classmethod
    def of(cls, sample: Sample) -> "SpaceSample":
        return cls(ncode=sample.ncode, architecture={**sample.architecture})


class SpaceResponse(Model):
    """A valid space."""

    size: str
    """The exact number of valid architectures, as a decimal string: it may exceed 2**53."""
    ncode: NCodeLayout
    samples: list[SpaceSample]
