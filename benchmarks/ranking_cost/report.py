"""The measurements as Markdown, next to their targets."""

from collections.abc import Mapping, Sequence

from benchmarks.markdown import table
from benchmarks.ranking_cost.language_model import PackedScoring
from benchmarks.ranking_cost.rounds import PENDING, Naive, RankingTime, Size
from benchmarks.ranking_cost.timing import Timing

ROUND_TARGET_MS = 100
PACKED_TARGET = 30


def markdown(
    pools: Mapping[Size, Timing],
    rankings: Sequence[RankingTime],
    naive: Sequence[Naive],
    packed: PackedScoring | None,
) -> str:
    parts = [_pool_table(pools), _ranking_table(rankings), _target(pools, rankings, naive), _naive_table(naive)]
    return "\n\n".join([*parts, *([_packed(packed)] if packed else [])])


def _pool_table(pools: Mapping[Size, Timing]) -> str:
    rows = [[*_size(size), str(timing), f"{timing.processor_median:.3g}"] for size, timing in pools.items()]
    return "Drawing the pool:\n\n" + table([*SIZE_HEAD, "ms", "processor ms"], rows)


def _ranking_table(rankings: Sequence[RankingTime]) -> str:
    head = ["ranker", *SIZE_HEAD, "threads", "ms", "processor ms", f"ms, {PENDING} pending", "processor ms"]
    rows = []
    for r in rankings:
        row = [r.ranker, *_size(r.size), str(r.threads), str(r.alone), f"{r.alone.processor_median:.3g}"]
        rows.append([*row, str(r.with_pending), f"{r.with_pending.processor_median:.3g}"])
    return "Ranking it:\n\n" + table(head, rows)


def _target(pools: Mapping[Size, Timing], rankings: Sequence[RankingTime], naive: Sequence[Naive]) -> str:
    """Whole rounds at the sizes that the naive way was measured at."""
    most = max(r.threads for r in rankings)
    sizes = {n.size for n in naive}
    lines = [
        f"A compact round ({r.size.observations:,} observations, {r.size.candidates:,} candidates, "
        f"{r.size.dimensions} dimensions; {most} threads), pool and ranking: **{total:.0f} ms**, with {PENDING} "
        f"pending {total - r.alone.median + r.with_pending.median:.0f} ms (target: at most {ROUND_TARGET_MS} ms)."
        for r in rankings
        if (r.ranker, r.threads) == ("compact", most) and r.size in sizes
        for total in [pools[r.size].median + r.alone.median]
    ]
    return "\n".join(lines)


def _naive_table(naive: Sequence[Naive]) -> str:
    head = [*SIZE_HEAD, "threads", "one call a candidate, ms", "one for all, ms", "times faster", "by processor time"]
    rows = []
    for n in naive:
        row = [*_size(n.size), str(n.threads), f"{n.one_by_one.median:,.0f}", str(n.together)]
        rows.append([*row, *_ratios(n.one_by_one, n.together)])
    gap = max(n.gap for n in naive)
    return f"The compact ranker, candidate by candidate (scores differ by at most {gap:.1g}):\n\n{table(head, rows)}"


def _packed(p: PackedScoring) -> str:
    head = ["language model", "ms", "processor ms", "packed is faster", "by processor time"]
    rows = [["packed", str(p.packed), f"{p.packed.processor_median:,.0f}", "", ""]]
    for name, timing in [("one forward an answer", p.plain), ("the same, logits of the answer only", p.trimmed)]:
        row = [name, f"{timing.median:,.0f}", f"{timing.processor_median:,.0f}"]
        rows.append([*row, *(f"{ratio} times" for ratio in _ratios(timing, p.packed))])
    what = (
        f"Packed scoring: {p.shape.answers} answers of {p.shape.answer} tokens after {p.shape.history:,} tokens of "
        f"history, a Llama of {p.parameters / 1e6:.0f}M random weights, float32, one thread. Packed and plain differ "
        f"by at most {p.gap:.1g} nats (target: {PACKED_TARGET} times faster)."
    )
    return f"{what}\n\n{table(head, rows)}"


SIZE_HEAD = ("observations", "candidates", "dimensions")


def _size(size: Size) -> tuple[str, str, str]:
    return f"{size.observations:,}", f"{size.candidates:,}", str(size.dimensions)


def _ratios(slow: Timing, fast: Timing) -> tuple[str, str]:
    return f"{slow.median / fast.median:.1f}", f"{slow.processor_median / fast.processor_median:.1f}"
