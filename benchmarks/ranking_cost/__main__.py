"""What a ranking costs: `python -m benchmarks.ranking_cost` (docs/quality.md)."""

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.markdown import insert
from benchmarks.ranking_cost.language_model import Shape, small_llama, time_packed_scoring
from benchmarks.ranking_cost.report import markdown
from benchmarks.ranking_cost.rounds import SIZES, USUAL_SIZES, time_naive, time_pools, time_rankings

THREADS = (1, 2)


def main(
    *,
    repeats: Annotated[int, typer.Option(min=1, max=1_000, help="Of every timing, except the naive ways.")] = 20,
    language_model: Annotated[bool, typer.Option(help="Packed scoring too: some minutes.")] = True,
    document: Annotated[
        Path | None, typer.Option(help="Markdown file that receives the tables; only printed if left out.")
    ] = None,
) -> None:
    """Times both rankers, the pool, and packed scoring against their naive ways."""
    typer.echo("rounds of both rankers ...", err=True)
    pools = time_pools(SIZES, repeats=repeats)
    rankings = list(time_rankings(SIZES, thread_counts=THREADS, repeats=repeats))
    typer.echo("one call a candidate ...", err=True)
    naive = [time_naive(size, thread_count=n, repeats=repeats) for size in USUAL_SIZES for n in THREADS]
    typer.echo("packed scoring ...", err=True)
    packed = time_packed_scoring(small_llama(), Shape(), thread_count=1, repeats=3) if language_model else None
    text = markdown(pools, rankings, naive, packed)
    print(text)
    if document is not None:
        insert(document, "ranking cost", f"\n{text}\n")


if __name__ == "__main__":
    typer.run(main)
