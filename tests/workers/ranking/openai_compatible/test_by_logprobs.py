"""Nodes of the token tree: each is requested once, and the likelihood is the sum along a path."""

from hypothesis import given
from hypothesis import strategies as st

from workers.ranking.openai_compatible.by_logprobs import batches, log_likelihood, nodes

tokens = st.integers(0, 9)
groups = st.lists(st.tuples(tokens, tokens, tokens), min_size=1, max_size=5, unique=True)
answers = st.lists(groups, min_size=1, max_size=5)


def test_shared_prefixes_are_requested_once() -> None:
    found = nodes([[(1, 2), (1, 3)], [(1, 2)]])
    assert [(node.prompt, node.path, node.children) for node in found] == [
        (0, (), (1,)),
        (1, (), (1,)),
        (0, (1,), (2, 3)),
        (1, (1,), (2,)),
    ]


@given(answers)
def test_the_sum_along_the_path_is_the_likelihood(answers: list[list[tuple[int, ...]]]) -> None:
    table = {
        (node.prompt, node.path): {token: -float(10 ** len(node.path) * token) for token in node.children}
        for node in nodes(answers)
    }
    for prompt, group in enumerate(answers):
        for a, b, c in group:
            assert log_likelihood(table, prompt, (a, b, c)) == -(a + 10.0 * b + 100.0 * c)


@given(answers, st.integers(1, 9), st.integers(5, 9))
def test_batches_keep_order_and_bounds(answers: list[list[tuple[int, ...]]], max_nodes: int, max_tokens: int) -> None:
    found = batches(nodes(answers), max_nodes=max_nodes, max_tokens=max_tokens)
    assert [node for batch in found for node in batch] == nodes(answers)
    assert all(1 <= len(batch) <= max_nodes for batch in found)
    assert all(len({token for node in batch for token in node.children}) <= max_tokens for batch in found)
