"""The number of tokens that a model computes at a time, adapted to the memory."""

from collections.abc import Callable
from typing import TypeVar

import structlog
import torch

from app.domain.errors import RankingFailed

_OUT_OF_MEMORY = ("DefaultCPUAllocator", "CUBLAS_STATUS_ALLOC_FAILED")
"""Texts of RuntimeErrors that mean the same as torch.OutOfMemoryError: of main memory, and of the GPU's libraries."""

_log = structlog.get_logger(__name__)
Result = TypeVar("Result")


class TokenBudget:
    """How many tokens are computed at a time: `tokens`, which is halved when memory runs out, down to a minimum."""

    def __init__(self, tokens: int, *, minimum: int) -> None:
        self.tokens = tokens
        self._minimum = minimum

    def within(self, compute: Callable[[int], Result]) -> Result:
        """compute(tokens), repeated with half as many while memory runs out. Raises RankingFailed at the minimum."""
        while True:
            try:
                return compute(self.tokens)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            # Not in the handler: there, the error still refers to what the failed forward had allocated.
            self._halve()

    def _halve(self) -> None:
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        if self.tokens <= self._minimum:
            raise RankingFailed(f"out of memory, even with {self.tokens} tokens at a time")
        self.tokens = max(self._minimum, self.tokens // 2)
        _log.warning("ranking.out_of_memory", token_budget=self.tokens)


def is_out_of_memory(error: Exception) -> bool:
    """Whether fewer tokens at a time may help."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or any(text in str(error) for text in _OUT_OF_MEMORY)
