"""LM-Searcher's prompt (Hu et al., EMNLP 2025): `code|score,` per observation, best first, `code;` per candidate.

Codes and scores only: no string of a user ever enters a prompt. docs/prompt-format.md has the grammar.
"""

from collections.abc import Sequence

from app.domain.history import History
from app.domain.ncode import format_ncode
from app.domain.search_space import SearchSpace

PROMPT_VERSION = "lm-searcher-1"
"""Changes with the wording of the prompt; part of every revision."""
HISTORY_LIMIT = 200
"""Observations in a prompt, as in the paper."""
CONTEXT_LIMIT = 20_480
"""Longest prompt in tokens, for every model: LM-Searcher's training cut-off, and a bound on cost."""
TEMPLATE_DATE = "26 Jul 2024"
"""Some chat templates print today's date: a fixed one, Llama 3's default, keeps prompts the same from day to day."""
LISTING_LIMIT = 10
"""Candidates in a prompt, as in the paper; larger pools are ranked by a tournament."""

PICKS = 3
"""Where a model writes its choice: the best of every group but the last, picked one after another; the others share the
place after them."""


def history_text(space: SearchSpace, history: History, count: int) -> str:
    """The `count` best observations as `code|score,...,`; scores min-max normalised over these, to 4 decimals."""
    shown = History(history.points[:count], history.scores[:count])
    codes = (format_ncode(space, point) for point in shown.points.tolist())
    return "".join(f"{code}|{score_text(unit)}," for code, unit in zip(codes, shown.unit.tolist(), strict=True))


def score_text(unit: float) -> str:
    """A score of [0, 1] rounded to 4 decimals, trailing zeros dropped but for the first decimal: 1.0, 0.25, 0.3333."""
    return str(round(unit, 4))


def listing_text(codes: Sequence[str]) -> str:
    """The candidates as `code;code;...;`."""
    return "".join(f"{code};" for code in codes)
