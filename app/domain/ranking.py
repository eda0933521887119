"""The ranking task (Hu et al., EMNLP 2025, section 3): order a candidate pool by promise, given a history."""

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
"""Option indices; the shape is [architectures, dimensions]."""


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """What a ranker is given.

    Args:
        space: The search space.
        history: The best observations.
        candidates: Distinct architectures, neither in the history nor pending.
        seed: Determines all randomness of the ranker: equal requests give equal rankings.
        pending: Architectures that are being evaluated now. A ranker should avoid candidates close to them.
    """

    space: SearchSpace
    history: History
    candidates: Points
    seed: int = 0
    pending: Points = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))


def ranker_seed(job_seed: int, round_number: int) -> int:
    """The seed of the request in a round of a job: 64 bits that depend on nothing else."""
    return int.from_bytes(hashlib.sha256(f"{job_seed}:{round_number}".encode()).digest()[:8], "big")


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer of a ranker.

    Args:
        scores: One finite score for each candidate, in the order of the request and in the ranker's own unit. A higher
            score is more promising.
        prompt_tokens: Tokens in a language model's prompts.
        prompt_observations: How many of the best observations a language model was shown.
    """

    scores: tuple[float, ...]
    prompt_tokens: int | None = None
    prompt_observations: int | None = None

    @property
    def order(self) -> tuple[int, ...]:
        """The numbers of the candidates, most promising first; ties keep the order of the request."""
        return tuple(sorted(range(len(self.scores)), key=lambda i: -self.scores[i]))


class LoadState(StrEnum):
    """The state of a ranker in the ranking workers."""

    READY = "ready"
    FAILED = "failed"
    NOT_LOADED = "not_loaded"


class Ranker(Protocol):
    """Orders a pool, given a history. `revision` names weights and code exactly: the same revision ranks the same."""

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    def rank(self, request: RankingRequest) -> Ranking:
        """Ranks the candidates. It raises RankingFailed when it cannot, and never blocks without limit."""
        ...


def require_ranking(ranking: Ranking, candidates: Sequence[object] | Points) -> Ranking:
    """The ranking itself if it has a finite score for every candidate. Otherwise raises RankingFailed."""
    if len(ranking.scores) != len(candidates):
        raise RankingFailed(f"the ranker scored {len(ranking.scores)} of {len(candidates)} candidates")
    if not np.isfinite(ranking.scores).all():
        raise RankingFailed("the ranker gave a score that is not finite")
    return ranking
