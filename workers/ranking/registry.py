"""Rankers by the names that jobs use. Each is loaded once in a process, on first use."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import structlog

from app.domain.dimension import categorical
from app.domain.errors import RankingFailed
from app.domain.history import History
from app.domain.ranking import Ranker, RankingRequest, require_ranking
from app.domain.search_space import SearchSpace
from app.domain.surrogate import SurrogateRanker
from app.language_models import Checkpoint, Endpoint
from app.settings import Settings
from workers.ranking.auto import AutoRanker

RETRY_PAUSE_S = 60
"""Time until the next attempt to load a ranker that could not be loaded."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    until: float  # monotonic


class Rankers:
    """`compact`, `surrogate`, `auto`, and `llm:<name>` for every language model in the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loaded: dict[str, Ranker] = {}
        self._reported: set[str] = set()
        self._failures: dict[str, _Failure] = {}

    def get(
        self,
        name: str,
        *,
        on_load: Callable[[Ranker], None] = lambda _: None,
        on_failure: Callable[[str], None] = lambda _: None,
    ) -> Ranker:
        """The ranker of this name, loaded and tested on first use.

        After a failure the same error is raised for RETRY_PAUSE_S without a new attempt.

        Args:
            name: As jobs name the ranker.
            on_load: Called once with a loaded ranker, and once more if it raised.
            on_failure: Called with the reason of a new failure.

        Raises:
            RankingFailed: The ranker is not configured, cannot be loaded or fails its smoke test.
        """
        if name not in self._loaded:
            failure = self._failures.get(name)
            if failure is not None and time.monotonic() < failure.until:
                raise RankingFailed(failure.reason)
            try:
                ranker = self._load(name)
                smoke_test(ranker)
            except Exception as error:  # a library may fail in any way, and would again in every round
                reason = self._reason(name, error)
                self._failures[name] = _Failure(reason, time.monotonic() + RETRY_PAUSE_S)
                on_failure(reason)
                raise RankingFailed(reason) from error
            self._failures.pop(name, None)
            self._loaded[name] = ranker
        if name not in self._reported:
            on_load(self._loaded[name])
            self._reported.add(name)
        return self._loaded[name]

    @staticmethod
    def _reason(name: str, error: Exception) -> str:
        """A text for users of the service; the message of an unexpected error could describe the machine."""
        if isinstance(error, RankingFailed):
            return error.detail
        if isinstance(error, ModuleNotFoundError):
            extra = "compact" if name in {"compact", "auto"} else "ranking"
            return f"{name}: {error.name} is not installed: pip install 'lmsearcher-server[{extra}]'"
        _log.error("ranker.not_loaded", ranker=name, exc_info=error)
        return f"{name}: loading failed with {type(error).__name__}; the worker's log has the details"

    def _load(self, name: str) -> Ranker:
        kind, _, model = name.partition(":")
        if name == "surrogate":
            return SurrogateRanker()
        if name == "compact":
            from workers.ranking.compact import CompactRanker  # noqa: PLC0415  importing torch takes seconds

            self._limit_threads()
            try:
                return CompactRanker.load()
            except (OSError, ValueError) as error:
                raise RankingFailed("compact: its weights cannot be read (`lmsearcher-server doctor`)") from error
        if name == "auto":
            return AutoRanker(self._load("compact"), self._load("surrogate"))
        source = self._settings.ranking.llms.get(model) if kind == "llm" else None
        if isinstance(source, Checkpoint):
            from workers.ranking.checkpoints.ranker import LanguageModelRanker  # noqa: PLC0415  as above

            self._limit_threads()
            device = self._settings.ranking.device
            return LanguageModelRanker.load(name, source.checkpoint, device=device, sha256=source.sha256)
        if isinstance(source, Endpoint):
            from workers.ranking.openai_compatible import EndpointRanker  # noqa: PLC0415  its HTTP client takes a while

            return EndpointRanker.load(name, source)
        raise RankingFailed(f"no ranker is called {name!r} on this worker")

    def _limit_threads(self) -> None:
        if self._settings.ranking.threads:
            import torch  # noqa: PLC0415  as above

            torch.set_num_threads(self._settings.ranking.threads)


def smoke_test(ranker: Ranker) -> None:
    """Ranks three candidates of a tiny space. Raises RankingFailed, or what the ranker raises."""
    space = SearchSpace((categorical("first", [0, 1, 2]), categorical("second", [0, 1, 2])))
    history = History(np.array([[0, 0], [1, 1], [2, 2]]), np.array([1.0, 0.5, 0.0]))
    candidates = np.array([[0, 1], [1, 2], [2, 0]])
    require_ranking(ranker.rank(RankingRequest(space, history, candidates)), candidates)
