"""Which rankers a job may name, and what the workers tell of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from app.db.models import RankerState
from app.db.repositories.rankings import RankingRepository
from app.domain.errors import InvalidInput
from app.domain.surrogate import SurrogateRanker
from app.settings import Settings

RankerKind = Literal["compact", "surrogate", "auto", "llm"]

LoadState = Literal["ready", "failed", "not_loaded"]


@dataclass(frozen=True, slots=True)
class RankerInfo:
    """revision: the last that a worker has loaded. state: how loading ended last, on whichever worker; since when."""

    name: str
    kind: RankerKind
    revision: str | None
    default: bool
    state: LoadState
    failure: str | None = None
    since: datetime | None = None


def ranker_names(settings: Settings) -> dict[str, RankerKind]:
    """Kind by name: the three that come with the code, and the operator's language models."""
    own: dict[str, RankerKind] = {"compact": "compact", "surrogate": "surrogate", "auto": "auto"}
    return own | {f"llm:{name}": "llm" for name in settings.llms}


def require_ranker(settings: Settings, name: str, pointer: str) -> None:
    """Raises InvalidInput for a name that the operator has not configured."""
    names = ranker_names(settings)
    if name not in names:
        raise InvalidInput.at(pointer, f"no ranker is called {name!r}", f"Use one of {', '.join(names)}.")


def list_rankers(session: Session, settings: Settings) -> Sequence[RankerInfo]:
    """In the order of ranker_names; what the workers have told of each."""
    repository = RankingRepository(session)
    revisions = {r.name: r.revision for r in repository.latest_revisions()}
    states = {s.name: s for s in repository.states()}

    def info(name: str, kind: RankerKind) -> RankerInfo:
        default = name == settings.default_ranker
        if kind == "surrogate":  # part of every worker, and of the API itself
            return RankerInfo(name, kind, SurrogateRanker.revision, default, "ready")
        told = states.get(name)
        if told is None:
            return RankerInfo(name, kind, revisions.get(name), default, "not_loaded")
        state: LoadState = "ready" if told.state == "ready" else "failed"
        return RankerInfo(name, kind, revisions.get(name), default, state, told.failure, told.since)

    return [info(name, kind) for name, kind in ranker_names(settings).items()]


def note_loaded(session: Session, name: str, revision: str, now: datetime) -> None:
    """A worker has loaded this revision."""
    repository = RankingRepository(session)
    repository.note_revision(name, revision, now)
    repository.note_state(RankerState(name=name, state="ready", revision=revision, since=now))


def note_failed(session: Session, name: str, reason: str, now: datetime) -> None:
    """A worker could not load this ranker. reason: for users of the service, without paths or secrets."""
    RankingRepository(session).note_state(RankerState(name=name, state="failed", failure=reason, since=now))
