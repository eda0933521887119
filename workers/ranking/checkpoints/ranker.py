"""The language model as ranker: a candidate's score is its likelihood as the answer to LM-Searcher's prompt."""

import hashlib
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import Any

from app.domain.errors import RankingFailed
from app.domain.ncode import format_ncode
from app.domain.prompt import HISTORY_LIMIT, LISTING_LIMIT, PROMPT_VERSION, history_text
from app.domain.ranking import Ranking, RankingRequest
from app.domain.tournament import Groups, drawn_order, tournament_scores
from workers.ranking.checkpoints import loading as checkpoints
from workers.ranking.checkpoints.hub import checkpoint_folder
from workers.ranking.checkpoints.loading import Device, UnusableCheckpoint
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder
from workers.ranking.checkpoints.scoring import Block, PrefixScorer, verify_packed_scoring
from workers.ranking.checkpoints.token_budget import TokenBudget, is_out_of_memory

TOKEN_BUDGET = 1_024
"""Tokens computed at a time after the history. It limits mask and logits (0.5 GB at 128,000 words in float32)."""
MIN_TOKENS = 64
HISTORY_FACTOR = 4
"""For the history, which needs logits of one token only, this many times the budget is computed at a time."""


class LanguageModelRanker:
    """A transformers causal language model behind the Ranker protocol. Build it with `load`."""

    def __init__(self, name: str, revision: str, model: Any, encoder: PromptEncoder) -> None:
        self._name = name
        self._revision = revision
        self._model = model
        self._encoder = encoder
        self._budget = TokenBudget(TOKEN_BUDGET, minimum=MIN_TOKENS)
        self._context = checkpoints.context_length(model.config)

    @classmethod
    def load(
        cls, name: str, source: str | Path, *, device: Device = "auto", sha256: str | None = None
    ) -> "LanguageModelRanker":
        """Loads a model and checks that it can be used.

        Args:
            name: The name of the ranker, `llm:<name>`.
            source: A checkpoint folder, or a hub id in the local cache.
            device: `auto` is the GPU if there is one.
            sha256: The digest that the files must have, in hex.

        Raises:
            UnusableCheckpoint: A RankingFailed. The folder holds anything but a plain model in safetensors
                (docs/language-models.md), or the model cannot score packed candidates.
        """
        try:
            checkpoint = checkpoint_folder(str(source))
            checkpoints.require_safe(checkpoint)
            digest = checkpoints.require_digest(checkpoint, sha256)
            target = checkpoints.choose_device(device)
            encoder = PromptEncoder(checkpoints.load_tokenizer(checkpoint))
            model = checkpoints.load_model(checkpoint, target)
            verify_packed_scoring(model, encoder)
        except RankingFailed as error:
            raise UnusableCheckpoint(f"{name}: {error.detail}") from error
        except (RuntimeError, MemoryError) as error:
            if is_out_of_memory(error):
                raise UnusableCheckpoint(f"{name}: the model does not fit into the memory of the device") from error
            raise
        frame = hashlib.sha256(f"{digest}\n{encoder.head}\n{encoder.tail}".encode())
        dtype = str(model.dtype).removeprefix("torch.")
        return cls(name, f"{frame.hexdigest()[:12]}-{dtype}-{PROMPT_VERSION}", model, encoder)

    @property
    def name(self) -> str:
        return self._name

    @property
    def revision(self) -> str:
        return self._revision

    def rank(self, request: RankingRequest) -> Ranking:
        """Scores in nats: logarithms of shares of the likelihood (app/domain/tournament.py). Raises RankingFailed."""
        try:
            return self._rank(request)
        except RankingFailed as error:
            raise RankingFailed(f"{self._name}: {error.detail}") from error

    def _rank(self, request: RankingRequest) -> Ranking:
        texts = [format_ncode(request.space, point) for point in request.candidates.tolist()]
        codes = self._encoder.codes(texts)
        longest = sorted(codes, key=len)[-LISTING_LIMIT:]
        reserved = len(self._encoder.listing(longest)) + max(map(len, longest), default=0)
        shown, prefix = self._fitting_prefix(request, self._context - reserved)
        scorer = self._budget.within(lambda n: PrefixScorer(self._model, prefix, chunk=HISTORY_FACTOR * n))

        def log_likelihoods(groups: Groups) -> list[list[float]]:
            members = [[codes[i] for i in group] for group in groups]
            blocks = [Block(self._encoder.listing(group), group) for group in members]
            return _require_finite(self._budget.within(lambda n: scorer.score(blocks, token_budget=n)))

        scores = tournament_scores(
            drawn_order(texts, request.seed), group_size=LISTING_LIMIT, log_likelihoods=log_likelihoods
        )
        return Ranking(tuple(scores[i] for i in range(len(codes))), scorer.computed_tokens, shown)

    def _fitting_prefix(self, request: RankingRequest, room: int) -> tuple[int, list[int]]:
        """How many observations the prompt shows, and its head and history in at most `room` tokens.

        The worst observations are dropped until the rest fits.
        """

        def prefix(count: int) -> list[int]:
            return self._encoder.prefix(history_text(request.space, request.history, count))

        low, high = 0, min(len(request.history), HISTORY_LIMIT)
        best = prefix(high)
        if len(best) <= room:
            return high, best
        while high - low > 1:
            middle = (low + high) // 2
            ids = prefix(middle)
            if len(ids) <= room:
                low, best = middle, ids
            else:
                high = middle
        if low == 0:
            raise RankingFailed(f"a prompt for this space is longer than the {self._context} tokens of the model")
        return low, best


def _require_finite(rows: list[list[float]]) -> list[list[float]]:
    if not all(isfinite(x) for x in chain.from_iterable(rows)):
        raise RankingFailed("the model gave a likelihood that is not finite")
    return rows
