"""What every way of judging shares: the groups' judge, and as much history as fits beside a group."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from app.domain.errors import RankingFailed
from app.domain.prompt import HISTORY_LIMIT, history_text
from app.domain.ranking import RankingRequest
from app.domain.tournament import Groups

Judge = Callable[[Groups], Coroutine[Any, Any, list[list[float]]]]
"""One number for every member of every group, higher is better; all groups of a round of the tournament at once."""


async def fitting_history(request: RankingRequest, fits: Callable[[str], Awaitable[bool]]) -> tuple[str, int]:
    """The history's text, and how many observations it shows: the worst are dropped until it fits.

    Raises RankingFailed.
    """
    low, high = -1, min(len(request.history), HISTORY_LIMIT) + 1
    middle, found = high - 1, ""
    while high - low > 1:
        text = history_text(request.space, request.history, middle)
        if await fits(text):
            low, found = middle, text
        else:
            high = middle
        middle = (low + high) // 2
    if low < 0:
        raise RankingFailed("a prompt for this space is longer than the model's context")
    return found, low
