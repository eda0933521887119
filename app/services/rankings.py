"""Stateless rankings: a question is a row, a ranking worker answers it, and after a while the surrogate does."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from app.db.models import RankingCall
from app.db.repositories.rankings import RankingRepository
from app.domain.errors import InvalidInput, pointing_into
from app.domain.history import Goal, History, Observation, build_history
from app.domain.limits import MAX_HISTORY
from app.domain.ncode import format_ncode, parse_ncode
from app.domain.quotas import NO_LIMITS, Quotas
from app.domain.ranking import RankingRequest
from app.domain.search_space import Point, SearchSpace
from app.queue import RANK_DUE, ring
from app.services.quotas import note_ranking, require_ranking_time
from app.services.rounds import Decision
from app.services.spaces import compile_space

Architecture = str | Mapping[str, Any]
"""An NCode, or the options by dimension name."""


@dataclass(frozen=True, slots=True)
class Question:
    """A space and points in it; scores are to be maximised."""

    space: Mapping[str, Any]
    points: Sequence[Sequence[int]]
    scores: Sequence[float]
    candidates: Sequence[Sequence[int]]
    seed: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def request(self) -> RankingRequest:
        space = compile_space(self.space).space
        width = len(space.dimensions)
        points = np.array(self.points, dtype=np.int64).reshape(len(self.points), width)
        candidates = np.array(self.candidates, dtype=np.int64).reshape(len(self.candidates), width)
        return RankingRequest(space, History(points, np.array(self.scores, dtype=np.float64)), candidates, self.seed)

    def codes(self) -> list[str]:
        space = compile_space(self.space).space
        return [format_ncode(space, point) for point in self.candidates]


@dataclass(frozen=True, slots=True)
class CallWork:
    """question: as stored; Question(**question) is what it says."""

    project_id: uuid.UUID
    call_id: uuid.UUID
    ranker: str
    question: Mapping[str, Any]


def read_question(
    space_spec: Mapping[str, Any],
    *,
    goal: Goal,
    history: Sequence[tuple[Architecture, float]],
    candidates: Sequence[Architecture],
    seed: int,
) -> Question:
    """Raises InvalidSpace, or InvalidInput with pointers into history and candidates."""
    with pointing_into("/space"):
        space = compile_space(space_spec).space
    observations = [
        Observation(_point(space, architecture, f"/history/{i}"), score)
        for i, (architecture, score) in enumerate(history)
    ]
    points: dict[Point, int] = {}
    for i, candidate in enumerate(candidates):
        point = _point(space, candidate, f"/candidates/{i}")
        if (first := points.setdefault(point, i)) != i:
            raise InvalidInput.at(
                f"/candidates/{i}", f"the same architecture as candidate {first}", "List every candidate once."
            )
    seen = build_history(observations, dimensions=len(space.dimensions), goal=goal, limit=MAX_HISTORY)
    return Question(space_spec, seen.points.tolist(), seen.scores.tolist(), [list(p) for p in points], seed)


def _point(space: SearchSpace, architecture: Architecture, pointer: str) -> Point:
    with pointing_into(pointer):
        return parse_ncode(space, architecture) if isinstance(architecture, str) else space.encode(architecture)


def ask(
    session: Session,
    project_id: uuid.UUID,
    question: Question,
    *,
    ranker: str,
    now: datetime,
    quotas: Quotas = NO_LIMITS,
) -> uuid.UUID:
    """Stores the question and rings for a ranking worker. Raises QuotaExceeded.

    quotas: of projects that have none of their own.
    """
    require_ranking_time(session, project_id, quotas, now)
    call = RankingCall(
        project_id=project_id, state="planned", ranker=ranker, question=question.to_json(), planned_at=now
    )
    RankingRepository(session).add(call)
    ring(session, RANK_DUE)
    return call.id


def find_answer(session: Session, call_id: uuid.UUID) -> dict[str, Any] | None:
    call = RankingRepository(session).get(call_id)
    return None if call is None else call.answer


def claim_call(session: Session, *, claim_s: float, now: datetime) -> CallWork | None:
    """The oldest open question, reserved for `claim_s` seconds."""
    call = RankingRepository(session).next_due(now)
    if call is None:
        return None
    call.claimed_until = now + timedelta(seconds=claim_s)
    return CallWork(call.project_id, call.id, call.ranker, call.question)


def record_answer(
    session: Session, call_id: uuid.UUID, question: Question, decision: Decision, now: datetime
) -> dict[str, Any]:
    """Stores the answer unless there is one; returns the one that counts."""
    call = RankingRepository(session).lock(call_id)
    if call is not None:
        note_ranking(session, call.project_id, decision.worked_s, now)
    if call is not None and call.answer is not None:
        return call.answer
    answer = _answer(question, decision)
    if call is not None:
        call.state, call.answer = "ranked", answer
    return answer


def _answer(question: Question, decision: Decision) -> dict[str, Any]:
    ranking = decision.ranking
    codes = question.codes()
    ranked = [] if ranking is None else [{"ncode": codes[i], "score": ranking.scores[i]} for i in ranking.order]
    return {
        "ranking": ranked,
        "ranker": decision.ranker,
        "revision": decision.revision,
        "milliseconds": decision.milliseconds,
        "prompt_tokens": None if ranking is None else ranking.prompt_tokens,
        "fallback_reason": decision.fallback_reason,
    }
