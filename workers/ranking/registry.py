"""Rankers by the names that jobs use, each loaded once per process, on first use."""

from collections.abc import Callable
from pathlib import Path

from app.domain.errors import RankingFailed
from app.domain.ranking import Ranker
from app.domain.surrogate import SurrogateRanker
from app.language_models import Checkpoint
from app.settings import Settings


class Rankers:
    """`compact`, `surrogate`, and `llm:<name>` for every language model in the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loaded: dict[str, Ranker] = {}

    def get(self, name: str, *, on_load: Callable[[Ranker], None] = lambda _: None) -> Ranker:
        """Raises RankingFailed if the operator has not configured this ranker. `on_load` is told of a fresh one."""
        if name not in self._loaded:
            ranker = self._load(name)
            on_load(ranker)
            self._loaded[name] = ranker
        return self._loaded[name]

    def _load(self, name: str) -> Ranker:
        kind, _, model = name.partition(":")
        if name == "surrogate":
            return SurrogateRanker()
        if name == "compact":
            from workers.ranking.compact import CompactRanker  # noqa: PLC0415  torch takes seconds: when needed

            self._limit_threads()
            try:
                return CompactRanker.load()
            except (OSError, ValueError) as error:
                raise RankingFailed("compact: its weights cannot be read (`lmsearcher-server doctor`)") from error
        source = self._settings.llms.get(model) if kind == "llm" else None
        if isinstance(source, Checkpoint):
            from workers.ranking.language_model import LanguageModelRanker  # noqa: PLC0415  as above

            self._limit_threads()
            return LanguageModelRanker.load(name, Path(source.checkpoint), device=self._settings.ranking_device)
        raise RankingFailed(f"no ranker is called {name!r} on this worker")

    def _limit_threads(self) -> None:
        if self._settings.ranking_threads:
            import torch  # noqa: PLC0415  as above

            torch.set_num_threads(self._settings.ranking_threads)
