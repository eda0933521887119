"""What a server can do, found out by trial requests."""

from dataclasses import dataclass
from typing import Literal

from workers.ranking.openai_compatible import by_choice, by_logprobs
from workers.ranking.openai_compatible.prompts import Frame, ServerTokenizer
from workers.ranking.openai_compatible.responses import Models, Version
from workers.ranking.openai_compatible.server import Server, ServerFailed, Unusable

Mode = Literal["likelihood", "choice", "text"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a server can do."""

    version: str | None
    context: int | None
    """Tokens that a prompt and its answer may have, if the server says so."""
    mode: Mode
    """likelihood: it returns log-probabilities of given tokens. choice: it restricts the output to given choices.
    text: it only generates text."""
    frame: Frame
    separator: int | None = None
    """The token between two codes; known in mode likelihood only."""


async def probe(server: Server) -> Capabilities:
    """Raises ServerFailed if the server is unreachable, lacks the model, or neither scores nor generates text."""
    version = await _version(server)
    context = await _context(server)
    try:
        tokenizer = await ServerTokenizer.probe(server)
        await by_logprobs.probe(server, tokenizer)
    except Unusable:
        frame, constrained = await by_choice.probe(server)
        return Capabilities(version, context, "choice" if constrained else "text", frame)
    return Capabilities(version, context, "likelihood", tokenizer.frame, tokenizer.separator)


async def _version(server: Server) -> str | None:
    try:
        return await server.get("/version", lambda raw: Version.model_validate_json(raw).version)
    except Unusable:
        return None


async def _context(server: Server) -> int | None:
    try:
        answer = await server.get("/models", Models.model_validate_json)
    except Unusable:  # some do not list their models
        return None
    models = {model.id: model for model in answer.data}
    if server.model not in models:
        raise ServerFailed(f"the server has no model {server.model!r}")
    model = models[server.model]
    base = models.get(model.parent or "")  # an adapter's context is that of its base
    return model.max_model_len or (base.max_model_len if base else None)
