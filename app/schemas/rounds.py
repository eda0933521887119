"""Rounds and stateless rankings on the wire."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, FailFast, Field, StrictInt, Tag

from app.domain.goal import Goal
from app.domain.lifecycle import RoundState, Source, TrialState
from app.domain.limits import MAX_ABS_SCORE, MAX_HISTORY, MAX_POOL_SIZE
from app.domain.ranking import LoadState
from app.fields import WHOLE
from app.schemas.base import Model, RequestBody
from app.schemas.jobs import RankerName
from app.schemas.spaces import Architecture, Space
from app.services.rankings import RankerKind, RankingTask, read_task
from app.services.records import Round as RoundRecord
from app.services.rounds.replay import Replay


class RoundSummary(Model):
    """A round without its pool."""

    number: int
    state: RoundState
    source: Source | None
    """What decided; null until the round is ranked."""
    requested_ranker: str
    ranker: str | None
    revision: str | None
    fallback_reason: str | None
    history_size: int | None
    """Observations that the ranker saw."""
    history_digest: str | None
    pool_size: int | None
    milliseconds: float | None
    prompt_tokens: int | None
    created_at: datetime
    ranked_at: datetime | None

    @staticmethod
    def fields(round_: RoundRecord) -> dict[str, Any]:
        same = (
            "number state source requested_ranker ranker fallback_reason history_size history_digest "
            "milliseconds prompt_tokens ranked_at"
        )
        return {
            **{field: getattr(round_, field) for field in same.split()},
            "revision": round_.ranker_revision,
            "pool_size": None if round_.pool_codes is None else len(round_.pool_codes),
            "created_at": round_.planned_at,
        }

    @classmethod
    def of(cls, round_: RoundRecord) -> "RoundSummary":
        return cls.model_validate(cls.fields(round_))


class PoolEntry(Model):
    """A candidate."""

    ncode: str
    score: float | None
    """The ranker's score, in its own unit; null for a random draw."""
    chosen: bool
    """Whether it became a trial."""


class Round(RoundSummary):
    """A round with its pool."""

    pool: list[PoolEntry] | None
    """In ranked order."""

    @classmethod
    def of(cls, round_: RoundRecord) -> "Round":
        pool = None
        if round_.pool_codes is not None:
            scores: Sequence[float | None] = round_.pool_scores or [None] * len(round_.pool_codes)
            chosen = set(round_.chosen or [])
            pool = [
                {"ncode": code, "score": score, "chosen": i in chosen}
                for i, (code, score) in enumerate(zip(round_.pool_codes, scores, strict=True))
            ]
        return cls.model_validate({**RoundSummary.fields(round_), "pool": pool})


class RoundPage(Model):
    items: list[RoundSummary]
    next: str | None


NCode = Annotated[str, Field(min_length=1, max_length=1_024)]
Score = Annotated[float, Field(strict=True, ge=-MAX_ABS_SCORE, le=MAX_ABS_SCORE, allow_inf_nan=False)]


class ObservedByCode(RequestBody):
    ncode: NCode
    score: Score


class ObservedByArchitecture(RequestBody):
    architecture: Architecture
    score: Score


def _form(observed: Any) -> str:
    by_architecture = isinstance(observed, dict) and "architecture" in observed
    return "ObservedByArchitecture" if by_architecture else "ObservedByCode"


Observed = Annotated[
    Annotated[ObservedByCode, Tag("ObservedByCode")] | Annotated[ObservedByArchitecture, Tag("ObservedByArchitecture")],
    Discriminator(_form),
]
"""Distinguished by their keys, so that a bad score is one problem and not one for each form."""


class RankingRequest(RequestBody):
    """Candidates to rank, for callers with a search loop of their own. Nothing is stored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "space": {
                        "dimensions": [
                            {"name": "depth", "type": "int", "low": 1, "high": 4},
                            {"name": "op", "type": "categorical", "options": ["conv", "pool", "skip"]},
                        ]
                    },
                    "goal": "maximize",
                    "history": [
                        {"ncode": "00", "score": 0.61},
                        {"architecture": {"depth": 3, "op": "conv"}, "score": 0.83},
                        {"ncode": "12", "score": 0.55},
                    ],
                    "candidates": ["10", "30", {"depth": 2, "op": "pool"}],
                }
            ]
        }
    )

    space: Space
    goal: Goal = "maximize"
    history: Annotated[list[Observed], FailFast(), Field(max_length=MAX_HISTORY)] = []
    candidates: Annotated[
        list[NCode | Architecture],
        FailFast(),
        Field(min_length=1, max_length=MAX_POOL_SIZE, json_schema_extra={"uniqueItems": True}),
    ]
    ranker: RankerName | None = None
    seed: Annotated[StrictInt, Field(ge=0, lt=2**63), WHOLE] = 0

    def task(self) -> RankingTask:
        """Counts the space, which may take long. Raises InvalidSpace, InvalidInput."""
        history = [
            (item.ncode if isinstance(item, ObservedByCode) else {**item.architecture}, item.score)
            for item in self.history
        ]
        return read_task(self.space.spec(), goal=self.goal, history=history, candidates=self.candidates, seed=self.seed)


class Ranked(Model):
    ncode: str
    score: float


class RankingResponse(Model):
    """A ranking."""

    ranking: list[Ranked]
    """The most promising first; scores are in the ranker's own unit."""
    ranker: str
    revision: str
    milliseconds: float
    prompt_tokens: int | None
    fallback_reason: str | None
    """Why the surrogate answered instead of the requested ranker."""


class RankerModel(Model):
    """A ranker that jobs can use."""

    name: str
    kind: RankerKind
    revision: str | None
    """Of weights and code, as last loaded by a worker; null if not loaded yet."""
    default: bool
    state: LoadState
    """How loading ended last, on any worker. After `failed` it is tried again from time to time; until then the
    surrogate ranks."""
    failure: str | None
    since: datetime | None
    """When this state was first seen."""


class RankerList(Model):
    items: list[RankerModel]


class SeenResult(Model):
    ncode: str
    score: float
    """In the unit of the objective. A penalised trial has the worst score."""


class PromptStep(Model):
    """One prompt of a tournament: the message is the round's `history`, then this listing."""

    stage: int
    """From 1."""
    listing: str
    answer: str
    """The best candidate."""


class RoundPrompt(Model):
    """The prompt of a language model, without the text that its chat template adds."""

    version: str
    history: str
    observations: int
    """Results in `history`."""
    steps: list[PromptStep]


class TriedCandidate(Model):
    """A candidate that is a trial, of this round or another one."""

    place: int
    """In the ranked pool, from 0."""
    ncode: str
    trial: uuid.UUID
    trial_number: int
    round: int
    state: TrialState
    score: float | None


class RoundReplay(Model):
    """The input of a round's ranker, rebuilt and compared with the record."""

    number: int
    history: list[SeenResult]
    history_matches: bool
    """Whether the rebuilt history is the recorded one."""
    pool_matches: bool
    """Whether the rebuilt pool is the recorded one."""
    pending: list[str]
    """Architectures that were running."""
    prompt: RoundPrompt | None
    """Null unless a language model ranked the pool in the current prompt format."""
    tried: list[TriedCandidate]

    @classmethod
    def of(cls, replay: Replay) -> "RoundReplay":
        prompt = replay.prompt
        return cls(
            number=replay.round.number,
            history=[SeenResult(ncode=code, score=score) for code, score in replay.history],
            history_matches=replay.history_matches,
            pool_matches=replay.pool_matches,
            pending=list(replay.pending),
            prompt=None
            if prompt is None
            else RoundPrompt(
                version=prompt.version,
                history=prompt.history,
                observations=prompt.observations,
                steps=[PromptStep(stage=q.stage, listing=q.listing, answer=q.answer) for q in prompt.steps],
            ),
            tried=[
                TriedCandidate(
                    place=place,
                    ncode=row.trial.ncode,
                    trial=row.trial.id,
                    trial_number=row.trial.number,
                    round=row.trial.round_number,
                    state=row.trial.state,
                    score=row.trial.score,
                )
                for place, row in replay.tried.items()
            ],
        )
