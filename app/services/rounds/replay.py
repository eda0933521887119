"""A recorded round with the input of its ranker, which is rebuilt and not stored, and the results of its candidates."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.db.models import Job, Round
from app.db.repositories.round_outcomes import RoundOutcomeRepository, Tried
from app.domain.goal import sign
from app.domain.lifecycle import Source
from app.domain.ncode import format_ncode
from app.domain.prompt import PROMPT_VERSION, history_text
from app.domain.prompt_replay import PromptStep, prompt_steps
from app.domain.ranking import RankingRequest
from app.services.rounds.rounds import history_digest, replay_inputs

LANGUAGE_MODEL = "llm:"
_WRITTEN = re.compile(rf"-(choice|text)-{re.escape(PROMPT_VERSION)}$")
"""The end of the revision of a server that writes its choice; other revisions compute likelihoods."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The prompts of a round. Each message is `history`, then the listing of one step.

    Args:
        version: The version of the prompt's wording.
        history: The text of the history.
        observations: How many observations the history shows.
        steps: The listings with their answers.
    """

    version: str
    history: str
    observations: int
    steps: Sequence[PromptStep]


@dataclass(frozen=True, slots=True)
class Replay:
    """A replayed round.

    Args:
        round: The round.
        history: The NCodes and scores that the ranker saw, in the objective's unit, best first.
        history_matches: Whether the history is the recorded one.
        pool_matches: Whether the pool is the recorded one.
        pending: The NCodes that were being evaluated.
        prompt: The prompts of a language model; None for other rankers, and if they cannot be reconstructed.
        tried: The candidates that are trials, by place in the pool.
    """

    round: Round
    history: Sequence[tuple[str, float]]
    history_matches: bool
    pool_matches: bool
    pending: Sequence[str]
    prompt: Prompt | None
    tried: Mapping[int, Tried]


def replay_round(session: Session, job: Job, round_: Round) -> Replay:
    """Replays a round, which must be ranked."""
    work = replay_inputs(session, job, round_)
    request = work.request
    codes = [format_ncode(request.space, point) for point in request.history.points.tolist()]
    return Replay(
        round=round_,
        history=list(zip(codes, (sign(job.goal) * request.history.scores).tolist(), strict=True)),
        history_matches=history_digest(request.history) == round_.history_digest,
        pool_matches=set(work.codes) == set(round_.pool_codes or []),
        pending=[format_ncode(request.space, point) for point in request.pending.tolist()],
        prompt=_prompt(round_, request),
        tried={row.place: row for row in RoundOutcomeRepository(session).tried(job.id, round_.number)},
    )


def _prompt(round_: Round, request: RankingRequest) -> Prompt | None:
    revision = round_.ranker_revision or ""
    if round_.source != Source.RANKED or not (round_.ranker or "").startswith(LANGUAGE_MODEL):
        return None
    shown = round_.prompt_observations
    if not revision.endswith(f"-{PROMPT_VERSION}") or round_.pool_scores is None or shown is None:
        return None
    return Prompt(
        version=PROMPT_VERSION,
        history=history_text(request.space, request.history, shown),
        observations=shown,
        steps=prompt_steps(
            round_.pool_codes or [],
            round_.pool_scores,
            seed=request.seed,
            written=_WRITTEN.search(revision) is not None,
        ),
    )
