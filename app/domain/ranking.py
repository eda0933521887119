"""The ranking task (Hu et al., EMNLP 2025, section 3): history and candidate pool in, pool ordered by promise out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import RankingFailed
from app.domain.history import History
from app.domain.search_space import SearchSpace

Points = NDArray[np.int64]
"""Option indices, shape [architectures, dimensions]."""


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """history, candidates and pending belong to `space`; candidates are distinct and in neither of the others.

    `seed` determines all randomness of the ranker: equal requests give equal rankings. `pending` are architectures
    that are being evaluated at this moment: a ranker should not send more workers to the same spot.
    """

    space: SearchSpace
    history: History
    candidates: Points
    seed: int = 0
    pending: Points = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))


def ranker_seed(job_seed: int, round_number: int) -> int:
    """The request's seed in a round of a job: 64 bits that depend on nothing else."""
    return int.from_bytes(hashlib.sha256(f"{job_seed}:{round_number}".encode()).digest()[:8], "big")


@dataclass(frozen=True, slots=True)
class Ranking:
    """One finite score a candidate, in the order of the request, in the ranker's own unit; higher is more promising.

    prompt_observations: how many of the history's a language model was shown, the best ones.
    """

    scores: tuple[float, ...]
    prompt_tokens: int | None = None
    prompt_observations: int | None = None

    @property
    def order(self) -> tuple[int, ...]:
        """Candidate numbers, most promising first; ties keep the order of the request."""
        return tuple(sorted(range(len(self.scores)), key=lambda i: -self.scores[i]))


class LoadState(StrEnum):
    """Of a ranker in the ranking workers."""

    READY = "ready"
    FAILED = "failed"
    NOT_LOADED = "not_loaded"


class Ranker(Protocol):
    """What orders a pool given a history. `revision` names weights and code exactly: same revision, same ranking."""

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    def rank(self, request: RankingRequest) -> Ranking:
        """Raises RankingFailed when it cannot; never blocks without bound."""
        ...


def require_ranking(ranking: Ranking, candidates: Sequence[object] | Points) -> Ranking:
    """The ranking itself if it is one: a finite score for every candidate. Raises RankingFailed."""
    if len(ranking.scores) != len(candidates):
        raise RankingFailed(f"the ranker scored {len(ranking.scores)} of {len(candidates)} candidates")
    if not np.isfinite(ranking.scores).all():
        raise RankingFailed("the ranker gave a score that is not finite")
    return ranking
