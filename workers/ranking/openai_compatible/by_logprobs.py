"""Exact likelihoods from a server that tells the log-probabilities of given tokens (vLLM's `logprob_token_ids`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from app.domain.errors import RankingFailed
from app.domain.prompt import LISTING_LIMIT, listing_text
from app.domain.ranking import RankingRequest
from app.domain.tournament import Groups
from workers.ranking.openai_compatible.prompts import Ids, Judge, ServerTokenizer, fitting_history
from workers.ranking.openai_compatible.responses import Scores
from workers.ranking.openai_compatible.server import Server


@dataclass(frozen=True, slots=True)
class Node:
    """prompt: its number. path: tokens after the prompt. children: what may follow, sorted."""

    prompt: int
    path: Ids
    children: Ids


def nodes(answers: Sequence[Sequence[Ids]]) -> list[Node]:
    """The inner nodes of every prompt's answers, those nearest to the prompts first."""
    children: dict[tuple[int, Ids], set[int]] = {}
    for prompt, group in enumerate(answers):
        for answer in group:
            for depth, token in enumerate(answer):
                children.setdefault((prompt, answer[:depth]), set()).add(token)
    by_depth = sorted(children, key=lambda place: (len(place[1]), place))
    return [Node(prompt, path, tuple(sorted(children[prompt, path]))) for prompt, path in by_depth]


def batches(nodes: Sequence[Node], *, max_nodes: int, max_tokens: int) -> list[list[Node]]:
    """Nodes in order, in requests of at most max_nodes that ask for at most max_tokens different tokens."""
    found: list[list[Node]] = []
    asked: set[int] = set()
    for node in nodes:
        asked.update(node.children)
        if not found or len(found[-1]) == max_nodes or len(asked) > max_tokens:
            found.append([])
            asked = set(node.children)
        found[-1].append(node)
    return found


def log_likelihood(table: Mapping[tuple[int, Ids], Mapping[int, float]], prompt: int, answer: Ids) -> float:
    """log p(answer | prompt): the sum along its path, in nats."""
    return sum(table[prompt, answer[:depth]][token] for depth, token in enumerate(answer))


NODE_LIMIT = 20_000
"""Of one round of a tournament; a pool of 256 in a space of 32 one-digit dimensions has 8,000 at most."""
NODES_PER_REQUEST = 32
TOKENS_PER_REQUEST = 128
"""vLLM's limit on logprob_token_ids."""


async def judge(
    server: Server, tokenizer: ServerTokenizer, request: RankingRequest, texts: Sequence[str], *, context: int
) -> tuple[Judge, int]:
    """The judge of one request by likelihoods in nats. texts: the candidates' codes. Also how many
    observations its prompts show. Raises RankingFailed."""
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
    """For every prompt, for each of its answers: log p(answer | prompt), summed over its tokens, in nats.

    All answers are known, so no question waits for another's answer. The first goes alone: it leaves the common
    beginning of all prompts, the history, in the server's prefix cache. Raises ServerFailed, RankingFailed.
    """
    if sum(map(len, chain.from_iterable(answers))) > NODE_LIMIT:
        raise RankingFailed(f"the candidates of this space have more than {NODE_LIMIT} tokens together")
    first, *rest = nodes(answers)
    asked = [[first], *batches(rest, max_nodes=NODES_PER_REQUEST, max_tokens=TOKENS_PER_REQUEST)]
    told = [await _ask(server, prompts, asked[0])]
    told += await server.map(lambda batch: _ask(server, prompts, batch), asked[1:])
    table = {
        (node.prompt, node.path): row
        for batch, rows in zip(asked, told, strict=True)
        for node, row in zip(batch, rows, strict=True)
    }
    return [[log_likelihood(table, prompt, answer) for answer in group] for prompt, group in enumerate(answers)]


async def probe(server: Server, tokenizer: ServerTokenizer) -> None:
    """Raises Unusable if the server does not score tokens."""
    prompt, tokens = await tokenizer.prompt("0|1.0,1|0.0,2;3;"), await tokenizer.codes(["01", "12", "23"])
    await _ask(server, [prompt], nodes([tokens]))


async def _ask(server: Server, prompts: Sequence[Ids], batch: Sequence[Node]) -> list[dict[int, float]]:
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
