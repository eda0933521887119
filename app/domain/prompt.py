"""LM-Searcher's prompt (Hu et al., EMNLP 2025): `code|score,` per observation, best first, `code;` per candidate.

It contains codes and scores only: no text of a user ever enters a prompt. docs/prompt-format.md has the grammar.
"""

from collections.abc import Sequence

from app.domain.history import History
from app.domain.ncode import format_ncode
from app.domain.search_space import SearchSpace

PROMPT_VERSION = "lm-searcher-1"
"""This changes with the wording of the prompt. It is part of every revision."""
HISTORY_LIMIT = 200
"""The most observations in a prompt, as in the paper."""
CONTEXT_LIMIT = 20_480
"""The longest prompt in tokens, for every model. It is LM-Searcher's training cut-off, and it limits the cost."""
TEMPLATE_DATE = "26 Jul 2024"
"""Some chat templates print today's date. This fixed date, Llama 3's default, keeps prompts the same every day."""
LISTING_LIMIT = 10
"""The most candidates in a prompt, as in the paper. Larger pools are ranked by a tournament."""

PICKS = 3
"""If the model writes its choices, it picks this many in every group but the last, one after another. The other
candidates of the group share the next place."""


def history_text(space: SearchSpace, history: History, count: int) -> str:
    """The `count` best observations as `code|score,...,`; scores are min-max normalised over these, to 4 decimals."""
    shown = History(history.points[:count], history.scores[:count])
    codes = (format_ncode(space, point) for point in shown.points.tolist())
    return "".join(f"{code}|{score_text(unit)}," for code, unit in zip(codes, shown.unit.tolist(), strict=True))


def score_text(unit: float) -> str:
    """A score in [0, 1] with up to 4 decimals; of trailing zeros only the first decimal is kept: 1.0, 0.25, 0.3333."""
    return str(round(unit, 4))


def listing_text(codes: Sequence[str]) -> str:
    """The candidates as `code;code;...;`."""
    return "".join(f"{code};" for code in codes)
