"""A recorded round with what its ranker was given, on the wire."""

import uuid

from pydantic import BaseModel

from app.api.schemas.trials import TrialStateName
from app.services import replays


class SeenResult(BaseModel):
    """score: in the objective's unit; of an infeasible trial that counts as the worst, the worst."""

    ncode: str
    score: float


class PromptQuestion(BaseModel):
    """stage: of the tournament, from 1. The message is the prompt's `history` and this listing. answer: what was the
    best."""

    stage: int
    listing: str
    answer: str


class RoundPrompt(BaseModel):
    """What a language model was asked, without what its chat template puts around a message. observations: results in
    `history`. certain: false for rounds that did not record that number."""

    version: str
    history: str
    observations: int
    certain: bool
    questions: list[PromptQuestion]


class TriedCandidate(BaseModel):
    """A candidate that is a trial, made in whichever `round`. place: in the ranked pool, from 0."""

    place: int
    ncode: str
    trial: uuid.UUID
    trial_number: int
    round: int
    state: TrialStateName
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
    def of(cls, replay: replays.Replay) -> "RoundReplay":
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
                certain=prompt.certain,
                questions=[PromptQuestion(stage=q.stage, listing=q.listing, answer=q.answer) for q in prompt.questions],
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
