"""Exact likelihoods from a server that returns log-probabilities of given tokens (vLLM's `logprob_token_ids`).

The answers to a prompt form a tree of tokens (a trie). For every inner node the server returns the
log-probabilities of the tokens that may follow. The likelihood of an answer is the sum along its path.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from app.domain.errors import RankingFailed
from app.domain.prompt import LISTING_LIMIT, listing_text
from app.domain.ranking import RankingRequest
from app.domain.tournament import Groups
from workers.ranking.openai_compatible.prompts import GroupScorer, Ids, ServerTokenizer, fitting_history
from workers.ranking.openai_compatible.responses import Scores
from workers.ranking.openai_compatible.server import Server

NODE_LIMIT = 20_000
"""For one round of a tournament. A pool of 256 in a space of 32 one-digit dimensions has at most 8,000 nodes."""
NODES_PER_REQUEST = 32
TOKENS_PER_REQUEST = 128
"""vLLM's limit on logprob_token_ids."""


@dataclass(frozen=True, slots=True)
class Node:
    """An inner node of the answers to a prompt."""

    prompt: int  # its number
    path: Ids  # the tokens after the prompt
    children: Ids  # the tokens that may follow, sorted


def nodes(answers: Sequence[Sequence[Ids]]) -> list[Node]:
    """The inner nodes of all prompts, those nearest to their prompts first. `answers` are grouped by prompt."""
    children: dict[tuple[int, Ids], set[int]] = {}
    for prompt, group in enumerate(answers):
        for answer in group:
            for depth, token in enumerate(answer):
                children.setdefault((prompt, answer[:depth]), set()).add(token)
    by_depth = sorted(children, key=lambda place: (len(place[1]), place))
    return [Node(prompt, path, tuple(sorted(children[prompt, path]))) for prompt, path in by_depth]


def batches(nodes: Sequence[Node], *, max_nodes: int, max_tokens: int) -> list[list[Node]]:
    """The nodes in order, as requests of at most max_nodes nodes and max_tokens different tokens."""
    requests: list[list[Node]] = []
    tokens: set[int] = set()
    for node in nodes:
        tokens.update(node.children)
        if not requests or len(requests[-1]) == max_nodes or len(tokens) > max_tokens:
            requests.append([])
            tokens = set(node.children)
        requests[-1].append(node)
    return requests


def log_likelihood(table: Mapping[tuple[int, Ids], Mapping[int, float]], prompt: int, answer: Ids) -> float:
    """log p(answer | prompt): the sum along its path, in nats."""
    return sum(table[prompt, answer[:depth]][token] for depth, token in enumerate(answer))


async def group_scorer(
    server: Server, tokenizer: ServerTokenizer, request: RankingRequest, texts: Sequence[str], *, context: int
) -> tuple[GroupScorer, int]:
    """A function that scores groups of candidates by likelihood in nats, and how many observations its prompts show.

    Args:
        server: The server to ask.
        tokenizer: The server's tokenizer.
        request: What to rank.
        texts: The candidates' codes.
        context: Tokens that a prompt and its answer may have.

    Raises:
        RankingFailed: No prompt fits into the context, or the server failed.
    """
    codes = await tokenizer.codes(texts)
    longest = sorted(range(len(codes)), key=lambda i: len(codes[i]))[-LISTING_LIMIT:]
    listing, answer = listing_text([texts[i] for i in longest]), len(codes[longest[-1]])

    async def fits(history: str) -> bool:
        return len(await tokenizer.prompt(history + listing)) + answer <= context

    history, shown = await fitting_history(request, fits)

    async def log_likelihoods(groups: Groups) -> list[list[float]]:
        shown = (history + listing_text([texts[i] for i in group]) for group in groups)
        prompts = await server.map(tokenizer.prompt, shown)
        return await score(server, prompts, [[codes[i] for i in group] for group in groups])

    return log_likelihoods, shown


async def score(server: Server, prompts: Sequence[Ids], answers: Sequence[Sequence[Ids]]) -> list[list[float]]:
    """For every answer of every prompt: log p(answer | prompt), summed over its tokens, in nats.

    All answers are known, so the requests can be sent at the same time. Only the first is sent alone: it puts the
    common beginning of all prompts, the history, into the server's prefix cache. Raises ServerFailed, RankingFailed.
    """
    if sum(map(len, chain.from_iterable(answers))) > NODE_LIMIT:
        raise RankingFailed(f"the candidates of this space have more than {NODE_LIMIT} tokens together")
    first, *rest = nodes(answers)
    requests = [[first], *batches(rest, max_nodes=NODES_PER_REQUEST, max_tokens=TOKENS_PER_REQUEST)]
    responses = [await _request(server, prompts, requests[0])]
    responses += await server.map(lambda batch: _request(server, prompts, batch), requests[1:])
    table = {
        (node.prompt, node.path): row
        for batch, rows in zip(requests, responses, strict=True)
        for node, row in zip(batch, rows, strict=True)
    }
    return [[log_likelihood(table, prompt, answer) for answer in group] for prompt, group in enumerate(answers)]


async def probe(server: Server, tokenizer: ServerTokenizer) -> None:
    """Raises Unusable if the server does not return log-probabilities."""
    prompt, tokens = await tokenizer.prompt("0|1.0,1|0.0,2;3;"), await tokenizer.codes(["01", "12", "23"])
    await _request(server, [prompt], nodes([tokens]))


async def _request(server: Server, prompts: Sequence[Ids], batch: Sequence[Node]) -> list[dict[int, float]]:
    tokens = sorted({token for node in batch for token in node.children})
    body = {
        "prompt": [[*prompts[node.prompt], *node.path] for node in batch],
        "max_tokens": 1,
        "temperature": 0,
        "logprobs": len(tokens),
        "logprob_token_ids": tokens,
        "return_tokens_as_token_ids": True,
    }
    return await server.post("/completions", body, lambda raw: Scores.model_validate_json(raw).rows(len(batch), tokens))
