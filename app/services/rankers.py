"""Which rankers a job may name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from app.domain.errors import InvalidInput
from app.domain.surrogate import SurrogateRanker
from app.services.rankings import latest_revisions
from app.settings import Settings

RankerKind = Literal["compact", "surrogate", "llm"]


@dataclass(frozen=True, slots=True)
class RankerInfo:
    name: str
    kind: RankerKind
    revision: str | None
    default: bool


def ranker_names(settings: Settings) -> dict[str, RankerKind]:
    """Kind by name: the two that come with the code, and the operator's language models."""
    return {"compact": "compact", "surrogate": "surrogate", **{f"llm:{name}": "llm" for name in settings.llms}}


def require_ranker(settings: Settings, name: str, pointer: str) -> None:
    """Raises InvalidInput for a name that the operator has not configured."""
    names = ranker_names(settings)
    if name not in names:
        raise InvalidInput.at(pointer, f"no ranker is called {name!r}", f"Use one of {', '.join(names)}.")


def list_rankers(session: Session, settings: Settings) -> Sequence[RankerInfo]:
    revisions = {r.name: r.revision for r in latest_revisions(session)} | {"surrogate": SurrogateRanker.revision}
    return [
        RankerInfo(name, kind, revisions.get(name), name == settings.default_ranker)
        for name, kind in ranker_names(settings).items()
    ]
