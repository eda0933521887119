"""At load, once: packed scoring must agree with plain forwards, or the architecture is refused.

It catches what no list of architectures could: models that ignore the mask or the positions, keep a recurrent state,
or produce NaN.
"""

from itertools import chain, pairwise
from math import isfinite
from typing import Any

import torch

from workers.ranking.checkpoint import UnusableCheckpoint
from workers.ranking.packed_scoring import Block, Ids, PrefixScorer
from workers.ranking.prompt_encoder import PromptEncoder

_HISTORY = "01234567|1.0,98765432|0.4375,00000000|0.0,"
_CODES = ("09182736", "55667788", "12121212", "09182730")
_TOLERANCE_NATS = {torch.float32: 1e-3, torch.bfloat16: 1.0}
"""On answers of eight digits. bfloat16 has 8 bits of mantissa; a broken mask shows as several nats."""


def require_packed_scoring(model: Any, encoder: PromptEncoder) -> None:
    """Raises UnusableCheckpoint."""
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
            f"this architecture cannot score packed candidates: they come out {max(gaps):.2g} nats off"
        )


def full_log_likelihood(model: Any, prompt: Ids, answer: Ids) -> float:
    """log p(answer | prompt) in nats, by one plain forward."""
    ids = torch.tensor([[*prompt, *answer]], device=model.device)
    with torch.inference_mode():
        log_probs = model(input_ids=ids, use_cache=False).logits[0].float().log_softmax(-1)
    return float(sum(log_probs[len(prompt) + i - 1, token] for i, token in enumerate(answer)))
