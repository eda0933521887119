"""Log-likelihoods of many answers after one cached prefix: all packed in one row, kept apart by the attention mask.

A row is a forest. Every listing hangs on the prefix, every answer on its listing:

    prefix (cached) | listing A | answer A1 | answer A2 | listing B | answer B1 | ...

A token attends to the prefix, to its listing and to its own segment so far; its position is its depth in that tree.
So every answer is scored as in a prompt of its own, while the prefix is computed once. `verify_packed_scoring` checks
that a model really computes this.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from math import isfinite
from typing import Any

import torch
from torch import Tensor
from transformers import DynamicCache

from workers.ranking.checkpoints.loading import UnusableCheckpoint
from workers.ranking.checkpoints.prompt_encoder import PromptEncoder

Ids = Sequence[int]


@dataclass(frozen=True, slots=True)
class Block:
    """A listing and the answers that may follow it. Each of them has at least one token."""

    listing: Ids
    answers: Sequence[Ids]

    @property
    def size(self) -> int:
        """Tokens in a row. The last token of an answer is predicted, but is no input."""
        return len(self.listing) + sum(len(answer) - 1 for answer in self.answers)


class PrefixScorer:
    """The prefix's keys and values, computed once. `score` may be called any number of times, also after it failed."""

    def __init__(self, model: Any, prefix: Ids, *, chunk: int = 4_096) -> None:
        """Computes the prefix.

        Args:
            model: A causal language model of transformers that takes a 4-D attention mask together with a cache.
            prefix: Token ids of head and history.
            chunk: Tokens of the prefix that are computed at a time, which limits memory.
        """
        self._model = model
        self._length = len(prefix)
        self.computed_tokens = 0
        # Without a config every layer keeps all of its keys. The caller respects sliding windows (context_length).
        self._cache = DynamicCache()
        with torch.inference_mode():
            for start in range(0, len(prefix), chunk):
                self._forward(list(prefix[start : start + chunk]), logits_to_keep=1)

    def score(self, blocks: Sequence[Block], *, token_budget: int) -> list[list[float]]:
        """For every answer of every block: log p(answer | prefix, listing), summed over its tokens, in nats.

        A row has at most `token_budget` tokens, or one block where that is larger, which limits memory.
        """
        with torch.inference_mode():
            return [scores for row in _rows(blocks, token_budget) for scores in self._score_row(row)]

    def _score_row(self, blocks: Sequence[Block]) -> list[list[float]]:
        row = _Row.pack(blocks)
        device = self._model.device
        segments = torch.tensor(row.segments, device=device)
        listings = torch.tensor(row.listings, device=device)
        keep = sorted(set(row.predictors))
        kept_at = {predictor: i for i, predictor in enumerate(keep)}
        try:
            logits = self._forward(
                row.tokens,
                attention_mask=self._mask(segments, listings),
                position_ids=torch.tensor([row.depths], device=device) + self._length,
                logits_to_keep=torch.tensor(keep, device=device),
            )[0].float()  # [kept, vocabulary]
        finally:
            self._cut_to_prefix()
        predictors = torch.tensor([kept_at[p] for p in row.predictors], device=device)
        targets = torch.tensor(row.targets, device=device)
        log_probs = logits[predictors, targets] - logits.logsumexp(-1)[predictors]
        totals = torch.zeros(sum(len(b.answers) for b in blocks), device=device)
        totals.index_add_(0, torch.tensor(row.answers, device=device), log_probs)
        return _nested(totals.tolist(), blocks)

    def _cut_to_prefix(self) -> None:
        """Removes what followed the prefix, layer by layer: a forward that failed half-way has filled only some."""
        layers: Any = self._cache.layers  # their common base class has no length
        for layer in layers:
            layer.crop(self._length - layer.get_seq_length())

    def _mask(self, segments: Tensor, listings: Tensor) -> Tensor:
        """bool [1, 1, row, prefix + row]: True where a token may look."""
        size = len(segments)
        own = segments[:, None] == segments[None, :]
        below = listings[:, None] == segments[None, :]
        past = torch.ones(size, size, dtype=torch.bool, device=segments.device).tril()
        everywhere = past.new_ones(size, self._length)
        return torch.cat([everywhere, (own | below) & past], dim=1)[None, None]

    def _forward(self, ids: list[int], **inputs: Any) -> Tensor:
        tokens = torch.tensor([ids], device=self._model.device)
        out = self._model(input_ids=tokens, past_key_values=self._cache, use_cache=True, **inputs)
        self.computed_tokens += len(ids)
        logits: Tensor = out.logits
        return logits


@dataclass(slots=True)
class _Row:
    """Blocks packed into one row: one entry per token in the first four lists, one per target in the others."""

    tokens: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)  # tokens between the prefix and this one in the tree
    segments: list[int] = field(default_factory=list)
    listings: list[int] = field(default_factory=list)  # the segment of the listing that a token belongs to
    predictors: list[int] = field(default_factory=list)  # row index of the token that predicts the target
    targets: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # number of the target's answer in the row

    @classmethod
    def pack(cls, blocks: Sequence[Block]) -> "_Row":
        row = cls()
        answer_number = 0
        for block in blocks:
            listing = row._append(block.listing, depth=0, listing=None)
            end = len(row.tokens) - 1
            for answer in block.answers:
                start = len(row.tokens)
                row.predictors += [end, *range(start, start + len(answer) - 1)]
                row.targets += answer
                row.answers += [answer_number] * len(answer)
                row._append(answer[:-1], depth=len(block.listing), listing=listing)
                answer_number += 1
        return row

    def _append(self, ids: Ids, *, depth: int, listing: int | None) -> int:
        segment = self.segments[-1] + 1 if self.segments else 0
        self.tokens += ids
        self.depths += range(depth, depth + len(ids))
        self.segments += [segment] * len(ids)
        self.listings += [segment if listing is None else listing] * len(ids)
        return segment


def _rows(blocks: Sequence[Block], token_budget: int) -> Iterator[list[Block]]:
    row: list[Block] = []
    for block in blocks:
        if row and sum(b.size for b in row) + block.size > token_budget:
            yield row
            row = []
        row.append(block)
    if row:
        yield row


def _nested(flat: Sequence[float], blocks: Sequence[Block]) -> list[list[float]]:
    values = iter(flat)
    return [[next(values) for _ in block.answers] for block in blocks]


_HISTORY = "01234567|1.0,98765432|0.4375,00000000|0.0,"
_CODES = ("09182736", "55667788", "12121212", "09182730")
_TOLERANCE_NATS = {torch.float32: 1e-3, torch.bfloat16: 1.0}
"""For answers of eight digits. bfloat16 has 8 bits of mantissa; a wrong mask costs several nats."""


def verify_packed_scoring(model: Any, encoder: PromptEncoder) -> None:
    """Compares packed scores with those of plain prompts. Raises UnusableCheckpoint if they differ."""
    prefix, codes = encoder.prefix(_HISTORY), encoder.codes(_CODES)
    blocks = [Block(encoder.listing(pair), codes) for pair in pairwise(codes)]
    try:
        packed = PrefixScorer(model, prefix, chunk=max(1, len(prefix) // 2)).score(blocks, token_budget=1_000)
        plain = [[full_log_likelihood(model, [*prefix, *b.listing], a) for a in b.answers] for b in blocks]
    except (RuntimeError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise UnusableCheckpoint(
            f"this architecture cannot score packed candidates ({type(error).__name__})"
        ) from error
    gaps = [abs(a - b) for a, b in zip(chain.from_iterable(packed), chain.from_iterable(plain), strict=True)]
    if not all(isfinite(gap) for gap in gaps):
        raise UnusableCheckpoint("the model gives likelihoods that are not finite")
    if max(gaps) > _TOLERANCE_NATS[model.dtype]:
        raise UnusableCheckpoint(
            f"this architecture cannot score packed candidates: the scores are {max(gaps):.2g} nats off"
        )


def full_log_likelihood(model: Any, prompt: Ids, answer: Ids) -> float:
    """log p(answer | prompt) in nats, by one plain forward."""
    ids = torch.tensor([[*prompt, *answer]], device=model.device)
    with torch.inference_mode():
        log_probs = model(input_ids=ids, use_cache=False).logits[0].float().log_softmax(-1)
    return float(sum(log_probs[len(prompt) + i - 1, token] for i, token in enumerate(answer)))
