"""Candidates as a trie of tokens: one question a node, "how likely is each of these tokens next?", and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Ids = tuple[int, ...]


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
