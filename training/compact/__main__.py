"""`python -m training.compact`: trains the compact ranker and writes its weights with a model card."""

from pathlib import Path
from typing import Annotated

import torch
import typer

from training.compact.model_card import code_digest, write_card
from training.compact.trainer import Plan, train
from workers.ranking.compact.weights_file import save_model


def main(
    *,
    out: Annotated[Path, typer.Option(help="Folder for checkpoint, log and weights; a run found there is resumed.")],
    minutes: Annotated[
        float, typer.Option(min=0.1, help="How long to train, measured at the start of the run.")
    ] = 30.0,
    chunks: Annotated[int | None, typer.Option(min=1, help="Exact length instead of minutes, to repeat a run.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Decides the functions and the weights.")] = 0,
    threads: Annotated[int, typer.Option(min=1, help="Of the training itself; one more process draws functions.")] = 1,
) -> None:
    """Train the compact ranker on synthetic functions. OUT/weights is what the ranker loads."""
    torch.set_num_threads(threads)
    code = code_digest()
    plan = Plan(seed=seed, chunks=chunks, minutes=minutes)
    model, progress, quality = train(plan, out)
    weights = out / "weights"
    save_model(model, plan.shape, weights)
    write_card(
        weights,
        progress,
        quality,
        log=out / "log.jsonl",
        code=code,
        episodes=plan.episodes,
        validation_functions=plan.validation_episodes,
    )
    for q in quality:
        print(f"history {q.history}: rank correlation {q.rank_correlation:.3f}, top of ten {q.top_of_ten:.3f}")


if __name__ == "__main__":
    typer.run(main)
