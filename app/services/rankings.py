"""Stateless rankings: a request is a row that a ranking worker ranks; after a timeout the surrogate ranks it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
from sqlalchemy.orm import Session

from app.db.models import RankerState, StatelessRanking
from app.db.repositories.rankings import RankingRepository
from app.domain.errors import InvalidInput, pointing_into
from app.domain.goal import Goal
from app.domain.history import History, Observation, build_history
from app.domain.lifecycle import RankingState
from app.domain.limits import MAX_HISTORY
from app.domain.ncode import format_ncode, parse_ncode
from app.domain.quotas import NO_LIMITS, Quotas
from app.domain.ranking import LoadState, RankingRequest
from app.domain.search_space import Point, SearchSpace
from app.domain.surrogate import SurrogateRanker
from app.queue import RANK_DUE, enqueue_after_commit
from app.services.access.quotas import record_ranking_time, require_ranking_time
from app.services.rounds.rounds import Decision
from app.services.spaces import compile_space
from app.settings import Settings

Architecture = str | Mapping[str, Any]
"""An NCode, or the options by dimension name."""


@dataclass(frozen=True, slots=True)
class RankingTask:
    """A space with points in it. The scores are to be maximised."""

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
class RankingWork:
    """A stateless ranking for a worker; `task` is the stored JSON of a RankingTask."""

    project_id: uuid.UUID
    ranking_id: uuid.UUID
    ranker: str
    task: Mapping[str, Any]


def read_task(
    space_spec: Mapping[str, Any],
    *,
    goal: Goal,
    history: Sequence[tuple[Architecture, float]],
    candidates: Sequence[Architecture],
    seed: int,
) -> RankingTask:
    """The task of a request. Raises InvalidSpace, or InvalidInput with pointers into history and candidates.

    Args:
        space_spec: The JSON form of the search space.
        goal: Which scores are better.
        history: Evaluated architectures with their scores.
        candidates: The architectures to rank.
        seed: Determines all randomness of the ranker.
    """
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
    return RankingTask(space_spec, seen.points.tolist(), seen.scores.tolist(), [list(p) for p in points], seed)


def _point(space: SearchSpace, architecture: Architecture, pointer: str) -> Point:
    with pointing_into(pointer):
        return parse_ncode(space, architecture) if isinstance(architecture, str) else space.encode(architecture)


def request_ranking(
    session: Session,
    project_id: uuid.UUID,
    task: RankingTask,
    *,
    ranker: str,
    now: datetime,
    quotas: Quotas = NO_LIMITS,
) -> uuid.UUID:
    """Stores the task and wakes a ranking worker. Raises QuotaExceeded.

    `quotas` are the quotas of projects that have none of their own.
    """
    require_ranking_time(session, project_id, quotas, now)
    ranking = StatelessRanking(
        project_id=project_id, state=RankingState.PLANNED, ranker=ranker, task=task.to_json(), planned_at=now
    )
    RankingRepository(session).add(ranking)
    enqueue_after_commit(session, RANK_DUE)
    return ranking.id


def find_response(session: Session, ranking_id: uuid.UUID) -> dict[str, Any] | None:
    ranking = RankingRepository(session).get(ranking_id)
    return None if ranking is None else ranking.response


def claim_ranking(session: Session, *, claim_s: float, now: datetime) -> RankingWork | None:
    """The oldest due ranking of the project served longest ago, reserved for `claim_s` seconds."""
    ranking = RankingRepository(session).next_due(now)
    if ranking is None:
        return None
    ranking.claimed_until = now + timedelta(seconds=claim_s)
    return RankingWork(ranking.project_id, ranking.id, ranking.ranker, ranking.task)


def record_response(
    session: Session, ranking_id: uuid.UUID, task: RankingTask, decision: Decision, now: datetime
) -> dict[str, Any]:
    """Stores the response unless there is one already. Returns the stored response."""
    ranking = RankingRepository(session).lock(ranking_id)
    if ranking is not None:
        record_ranking_time(session, ranking.project_id, decision.worked_s, now)
    if ranking is not None and ranking.response is not None:
        return ranking.response
    response = _response(task, decision)
    if ranking is not None:
        ranking.state, ranking.response = RankingState.RANKED, response
    return response


def _response(task: RankingTask, decision: Decision) -> dict[str, Any]:
    ranking = decision.ranking
    codes = task.codes()
    ranked = [] if ranking is None else [{"ncode": codes[i], "score": ranking.scores[i]} for i in ranking.order]
    return {
        "ranking": ranked,
        "ranker": decision.ranker,
        "revision": decision.revision,
        "milliseconds": decision.milliseconds,
        "prompt_tokens": None if ranking is None else ranking.prompt_tokens,
        "fallback_reason": decision.fallback_reason,
    }


RankerKind = Literal["compact", "surrogate", "auto", "llm"]


@dataclass(frozen=True, slots=True)
class RankerInfo:
    """A ranker of this installation.

    Args:
        name: The name of the ranker.
        kind: What it is.
        revision: The revision that a worker has loaded last.
        default: Whether jobs use it if they name no ranker.
        state: The result of the last loading by any worker.
        failure: The reason of a failed loading.
        since: When this state was first reported.
    """

    name: str
    kind: RankerKind
    revision: str | None
    default: bool
    state: LoadState
    failure: str | None = None
    since: datetime | None = None


def ranker_names(settings: Settings) -> dict[str, RankerKind]:
    """The kind of each ranker by name: the three that come with the code, and the operator's language models."""
    own: dict[str, RankerKind] = {"compact": "compact", "surrogate": "surrogate", "auto": "auto"}
    return own | {f"llm:{name}": "llm" for name in settings.ranking.llms}


def require_ranker(settings: Settings, name: str, pointer: str) -> None:
    """Raises InvalidInput for a name that the operator has not configured."""
    names = ranker_names(settings)
    if name not in names:
        raise InvalidInput.at(pointer, f"no ranker is called {name!r}", f"Use one of {', '.join(names)}.")


def list_rankers(session: Session, settings: Settings) -> Sequence[RankerInfo]:
    """The rankers in the order of ranker_names, with what workers have reported about each."""
    repository = RankingRepository(session)
    revisions = {r.name: r.revision for r in repository.latest_revisions()}
    states = {s.name: s for s in repository.states()}

    def info(name: str, kind: RankerKind) -> RankerInfo:
        default = name == settings.ranking.default
        if kind == "surrogate":  # part of every worker, and of the API itself
            return RankerInfo(name, kind, SurrogateRanker.revision, default, LoadState.READY)
        known = states.get(name)
        if known is None:
            return RankerInfo(name, kind, revisions.get(name), default, LoadState.NOT_LOADED)
        return RankerInfo(name, kind, revisions.get(name), default, known.state, known.failure, known.since)

    return [info(name, kind) for name, kind in ranker_names(settings).items()]


def record_ranker_loaded(session: Session, name: str, revision: str, now: datetime) -> None:
    """Records that a worker has loaded this revision."""
    repository = RankingRepository(session)
    repository.note_revision(name, revision, now)
    repository.note_state(RankerState(name=name, state=LoadState.READY, revision=revision, since=now))


def record_ranker_failed(session: Session, name: str, reason: str, now: datetime) -> None:
    """Records that a worker could not load this ranker. Users see `reason`: it must not contain paths or secrets."""
    RankingRepository(session).note_state(RankerState(name=name, state=LoadState.FAILED, failure=reason, since=now))
