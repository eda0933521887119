"""Search spaces from their JSON form. The expensive part, exact counting, is cached in each process."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from app.db.models import Job
from app.domain.counting import SpaceCounter
from app.domain.dimension import Option
from app.domain.ncode import format_ncode
from app.domain.pool import draw_uniform
from app.domain.search_space import SearchSpace
from app.domain.space_spec import parse_space


@dataclass(frozen=True, slots=True)
class Sample:
    ncode: str
    architecture: dict[str, Option]


@dataclass(frozen=True, slots=True)
class _Spec:
    """A space that is compared by its digest, so that its JSON form is not read or hashed again for every trial."""

    digest: str
    read: Callable[[], Mapping[str, Any]] = field(compare=False)


def compile_space(spec: Mapping[str, Any]) -> SpaceCounter:
    """The space with its exact counts. Raises InvalidSpace."""
    return _compile(_Spec(space_digest(spec), lambda: spec))


def space_of(job: Job) -> SpaceCounter:
    """The job's compiled space."""
    return space_with_digest(job.space_digest, lambda: job.space)


def space_with_digest(digest: str, read: Callable[[], Mapping[str, Any]]) -> SpaceCounter:
    """The compiled space; `read` gives its JSON form if this process has not compiled it yet."""
    return _compile(_Spec(digest, read))


def space_digest(spec: Mapping[str, Any]) -> str:
    """The SHA-256 of the JSON form of a space, in hex."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()


def sample_space(counter: SpaceCounter, *, count: int, seed: int) -> list[Sample]:
    """Uniformly random architectures, distinct and valid: `count` of them, or all if the space has fewer."""
    points = draw_uniform(counter, size=count, seen=(), seen_count=0, rng=np.random.default_rng(seed))
    return [_sample(counter.space, point) for point in points]


def _sample(space: SearchSpace, point: tuple[int, ...]) -> Sample:
    return Sample(format_ncode(space, point), space.decode(point))


@lru_cache(maxsize=128)
def _compile(spec: _Spec) -> SpaceCounter:
    return SpaceCounter(parse_space(spec.read()))
