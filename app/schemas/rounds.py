"""Rounds and stateless rankings on the wire."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictInt, Tag

from app.domain.lifecycle import RoundState, Source, TrialState
from app.domain.limits import MAX_ABS_SCORE, MAX_HISTORY, MAX_POOL_SIZE
from app.domain.ranking import LoadState
from app.fields import WHOLE
from app.schemas.jobs import Goal, RankerName
from app.schemas.spaces import Architecture, Space, Strict
from app.services.rankings import RankingTask, read_task
from app.services.records import Round as RoundRecord
from app.services.rounds.replay import Replay


class RoundSummary(BaseModel):
    """source: what decided (null until it is ranked). history_size: observations shown to the ranker."""

    number: int
    state: RoundState
    source: Source | None
    requested_ranker: str
    ranker: str | None
    revision: str | None
    fallback_reason: str | None
    history_size: int | None
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


class PoolEntry(BaseModel):
    """score: the ranker's, in its own unit (null for a random draw). chosen: it became a trial."""

    ncode: str
    score: float | None
    chosen: bool


class Round(RoundSummary):
    """pool: in ranked order."""

    pool: list[PoolEntry] | None

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


class RoundPage(BaseModel):
    items: list[RoundSummary]
    next: str | None


NCode = Annotated[str, Field(min_length=1, max_length=1_024)]
Score = Annotated[float, Field(strict=True, ge=-MAX_ABS_SCORE, le=MAX_ABS_SCORE, allow_inf_nan=False)]


class ObservedByCode(Strict):
    ncode: NCode
    score: Score


class ObservedByArchitecture(Strict):
    architecture: Architecture
    score: Score


def _form(observed: Any) -> str:
    by_architecture = isinstance(observed, dict) and "architecture" in observed
    return "ObservedByArchitecture" if by_architecture else "ObservedByCode"


Observed = Annotated[
    Annotated[ObservedByCode, Tag("ObservedByCode")] | Annotated[ObservedByArchitecture, Tag("ObservedByArchitecture")],
    Discriminator(_form),
]
"""Told apart by their keys, so that a bad score is one problem and not one of each form."""


class RankingQuestion(Strict):
    """Ranks candidates given a history, for those who run their own search loop. Nothing is kept."""

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
    history: Annotated[list[Observed], Field(max_length=MAX_HISTORY)] = []
    candidates: Annotated[
        list[NCode | Architecture],
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


class Ranked(BaseModel):
    ncode: str
    score: float


class RankingAnswer(BaseModel):
    """ranking: most promising first; scores in the ranker's own unit. fallback_reason: why another ranker answered."""

    ranking: list[Ranked]
    ranker: str
    revision: str
    milliseconds: float
    prompt_tokens: int | None
    fallback_reason: str | None


class RankerModel(BaseModel):
    """revision: of weights and code, as last loaded by a worker (null: not loaded yet).

    state: how loading it ended last, on whichever worker. `failed` has a failure, and is tried again from time to time;
    until then its rounds are ranked by the surrogate. since: when this state was first seen.
    """

    name: str
    kind: Literal["compact", "surrogate", "auto", "llm"]
    revision: str | None
    default: bool
    state: LoadState
    failure: str | None
    since: datetime | None


class RankerList(BaseModel):
    items: list[RankerModel]


class SeenResult(BaseModel):
    """score: in the objective's unit; of an infeasible trial that counts as the worst, the worst."""

    ncode: str
    score: float


class PromptStep(BaseModel):
    """stage: of the tournament, from 1. The message is the prompt's `history` and this listing. answer: what was the
    best."""

    stage: int
    listing: str
    answer: str


class RoundPrompt(BaseModel):
    """What a language model was asked, without what its chat template puts around a message. observations: results in
    `history`."""

    version: str
    history: str
    observations: int
    steps: list[PromptStep]


class TriedCandidate(BaseModel):
    """A candidate that is a trial, made in whichever `round`. place: in the ranked pool, from 0."""

    place: int
    ncode: str
    trial: uuid.UUID
    trial_number: int
    round: int
    state: TrialState
    score: float | None


class RoundReplay(BaseModel):
    """history, pending: what the ranker was shown, rebuilt; `_matches`: whether it is what was recorded.

    prompt: null unless a language model ranked the pool in today's prompt format.
    """

    number: int
    history: list[SeenResult]
    history_matches: bool
    pool_matches: bool
    pending: list[str]
    prompt: RoundPrompt | None
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
