"""The prompt as a server takes it: the only message of a chat, or plain text where there is no chat template."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Literal

from app.domain.errors import RankingFailed
from app.domain.prompt import HISTORY_LIMIT, TEMPLATE_DATE, history_text
from app.domain.ranking import RankingRequest
from app.domain.tournament import Groups
from workers.ranking.openai_compatible.responses import Tokens
from workers.ranking.openai_compatible.server import Server, Unusable

Frame = Literal["system", "user", "bare"]
FRAMES: tuple[Frame, ...] = ("system", "user", "bare")
"""In order of preference, as with a checkpoint."""

Ids = tuple[int, ...]

GroupScorer = Callable[[Groups], Coroutine[Any, Any, list[list[float]]]]
"""Takes all groups of a round of the tournament; returns a number for every member of each, higher is better."""


def chat(frame: Frame, text: str) -> dict[str, Any]:
    """The members of a request that hold the prompt."""
    return {"messages": [{"role": frame, "content": text}]}


class ServerTokenizer:
    """Text to token ids by vLLM's /tokenize, which renders the server's own chat template. Build it with `probe`."""

    def __init__(self, server: Server, frame: Frame, separator: int) -> None:
        self._server = server
        self.frame = frame
        self.separator = separator

    @classmethod
    async def probe(cls, server: Server) -> "ServerTokenizer":
        """Raises Unusable if the server does not tokenise, or merges the tokens of codes with those of separators."""
        sample = "0123456789|1.0,9876543210|0.4375,"
        ids = await _tokens(server, {"prompt": "0;1;0", "add_special_tokens": False})
        if len(ids) < 5 or ids[-2] != ids[-4] or len(set(ids[-3:])) < 3:
            raise Unusable("the server's tokenizer merges digits with separators")
        inner = (await _tokens(server, {"prompt": sample, "add_special_tokens": False}))[1:-1]
        for frame in FRAMES:
            tokenizer = cls(server, frame, ids[-2])
            try:
                prompt = await tokenizer.prompt(sample)
            except Unusable:
                continue
            if _occurrences(inner, prompt) == 1:
                return tokenizer
        raise Unusable("the server's chat template prints neither a lone system message nor a lone user message")

    async def prompt(self, text: str) -> Ids:
        """Token ids of the whole prompt, up to the beginning of the answer."""
        if self.frame == "bare":
            return await _tokens(self._server, {"prompt": text})
        fixed = {"add_generation_prompt": True, "chat_template_kwargs": {"date_string": TEMPLATE_DATE}}
        return await _tokens(self._server, chat(self.frame, text) | fixed)

    async def codes(self, codes: Sequence[str]) -> list[Ids]:
        """Token ids of every code, the same in a listing and as the answer. Raises Unusable."""
        ids = await _tokens(self._server, {"prompt": ";".join(["0", *codes]), "add_special_tokens": False})
        found = _split(ids, self.separator)[1:]
        if len(found) != len(codes) or len(set(found)) != len(codes) or () in found:
            raise Unusable("the server's tokenizer does not keep the codes apart")
        if any(len(ids) > len(code) for ids, code in zip(found, codes, strict=True)):
            raise Unusable("the server's tokenizer makes more tokens of a code than it has characters")
        return found


async def _tokens(server: Server, body: dict[str, Any]) -> Ids:
    return await server.post("/tokenize", body, lambda raw: tuple(Tokens.model_validate_json(raw).tokens))


def _split(ids: Ids, separator: int) -> list[Ids]:
    ends = [i for i, token in enumerate(ids) if token == separator]
    return [ids[a + 1 : b] for a, b in zip([-1, *ends], [*ends, len(ids)], strict=True)]


def _occurrences(part: Ids, whole: Ids) -> int:
    return sum(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))


async def fitting_history(request: RankingRequest, fits: Callable[[str], Awaitable[bool]]) -> tuple[str, int]:
    """The history's text, and how many observations it shows.

    The worst observations are dropped until the rest fits. Raises RankingFailed if not even an empty history does.
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
