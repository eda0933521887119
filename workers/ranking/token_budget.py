"""How many tokens a forward may compute: fewer, and from then on, once memory has run out."""

from collections.abc import Callable
from typing import TypeVar

import structlog
import torch

from app.domain.errors import RankingFailed

_SIGNS = ("DefaultCPUAllocator", "CUBLAS_STATUS_ALLOC_FAILED")
"""In RuntimeErrors that mean the same as torch.OutOfMemoryError: main memory, and the libraries of the GPU."""

_log = structlog.get_logger(__name__)
Result = TypeVar("Result")


class TokenBudget:
    """tokens: the budget now; it never falls below `least`."""

    def __init__(self, tokens: int, *, least: int) -> None:
        self.tokens = tokens
        self._least = least

    def within(self, compute: Callable[[int], Result]) -> Result:
        """compute(tokens), repeated with half as many tokens while memory runs out. Raises RankingFailed at `least`."""
        while True:
            try:
                return compute(self.tokens)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            # Not in the handler: until it is left, the error holds what the failed forward had allocated.
            self._halve()

    def _halve(self) -> None:
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        if self.tokens <= self._least:
            raise RankingFailed(f"out of memory, even with {self.tokens} tokens at a time")
        self.tokens = max(self._least, self.tokens // 2)
        _log.warning("ranking.out_of_memory", token_budget=self.tokens)


def is_out_of_memory(error: Exception) -> bool:
    """Whether fewer tokens at a time may help."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or any(sign in str(error) for sign in _SIGNS)
