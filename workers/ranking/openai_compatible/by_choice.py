"""Rankings from a server that only generates text: the model writes the code that it prefers, again and again."""

from collections.abc import Sequence
from typing import Any

from app.domain.prompt import LISTING_LIMIT, PICKS, listing_text
from app.domain.ranking import RankingRequest
from app.domain.tournament import Groups
from workers.ranking.openai_compatible.prompts import FRAMES, Frame, GroupScorer, chat, fitting_history
from workers.ranking.openai_compatible.responses import Text
from workers.ranking.openai_compatible.server import MAX_ATTEMPTS, Server, Unusable

_FRAME_TOKENS = 128
"""Reserved for what a chat template adds to a prompt."""
_PROBE_CODES = ("271828182845", "314159265358")
"""Codes that no model writes unless the server allows nothing else."""


async def group_scorer(
    server: Server, frame: Frame, request: RankingRequest, texts: Sequence[str], *, constrained: bool, context: int
) -> tuple[GroupScorer, int]:
    """A function that scores groups of candidates by minus their places, and how many observations its prompts show.

    Args:
        server: The server to ask.
        frame: How the server takes a prompt.
        request: What to rank.
        texts: The candidates' codes.
        constrained: Whether the server restricts the model's output to given choices.
        context: Tokens that a prompt and its answer may have.

    Raises:
        RankingFailed: No prompt fits into the context.
    """
    longest = max(map(len, texts))
    reserved = _FRAME_TOKENS + (longest + 1) * min(len(texts), LISTING_LIMIT) + _answer_tokens(texts)

    async def fits(history: str) -> bool:
        return len(history) + reserved <= context  # no tokenizer makes more tokens than these characters

    history, shown = await fitting_history(request, fits)

    async def score(groups: Groups) -> list[list[float]]:
        picks = LISTING_LIMIT if len(groups) == 1 else PICKS
        return await server.map(lambda group: order([texts[i] for i in group], picks), groups)

    async def order(codes: Sequence[str], picks: int) -> list[float]:
        left, places = list(codes), dict.fromkeys(codes, -float(min(picks, len(codes) - 1)))
        for place in range(min(picks, len(codes) - 1)):
            choice = await _pick(server, frame, history + listing_text(left), left, constrained=constrained)
            places[choice] = -float(place)
            left.remove(choice)
        return list(places.values())

    return score, shown


async def probe(server: Server) -> tuple[Frame, bool]:
    """The frame that the server takes, and whether it restricts the output to given choices. Raises Unusable."""
    for constrained in (True, False):
        for frame in FRAMES:
            try:
                written = await _write(server, frame, "0|1.0,1|0.0,2;3;", _PROBE_CODES, constrained=constrained)
            except Unusable:
                continue
            if constrained == (written in _PROBE_CODES):
                return frame, constrained
    raise Unusable("the server neither scores tokens nor generates text")


def _answer_tokens(codes: Sequence[str]) -> int:
    return max(map(len, codes)) + 4


async def _pick(server: Server, frame: Frame, text: str, codes: Sequence[str], *, constrained: bool) -> str:
    for attempt in range(MAX_ATTEMPTS):
        written = await _write(server, frame, text, codes, constrained=constrained, temperature=float(attempt > 0))
        if written in codes:
            return written
    raise Unusable("the model did not write one of the candidates")


async def _write(
    server: Server, frame: Frame, text: str, codes: Sequence[str], *, constrained: bool, temperature: float = 0
) -> str:
    body: dict[str, Any] = {"max_tokens": _answer_tokens(codes), "temperature": temperature}
    if constrained:
        body["structured_outputs"] = {"choice": list(codes)}
    path, prompt = ("/completions", {"prompt": text}) if frame == "bare" else ("/chat/completions", chat(frame, text))
    return await server.post(path, body | prompt, lambda raw: Text.model_validate_json(raw).text)
