"""`python -m training.compact`: trains the compact ranker and writes its weights with a model card."""

import sys
from pathlib import Path
from typing import Annotated

import torch
import typer

from training.compact.batches import LONGEST_CUT
from training.compact.checkpoint import ResumeError
from training.compact.model_card import code_digest, write_card
from training.compact.table_episodes import NoEpisodeError
from training.compact.table_mix import SHARE, choose_tables
from training.compact.trainer import Plan, train
from training.tables.leakage import LeakageError
from training.tables.subspaces import TooSmallError
from training.tables.table import TableError
from workers.ranking.compact.model import Shape
from workers.ranking.compact.weights_file import save_model

HEAD_WIDTH = 32


def main(
    *,
    out: Annotated[Path, typer.Option(help="Folder for checkpoint, log and weights; a run found there is resumed.")],
    minutes: Annotated[
        float, typer.Option(min=0.1, help="How long to train, measured at the start of the run.")
    ] = 30.0,
    chunks: Annotated[int | None, typer.Option(min=1, help="Exact length instead of minutes, to repeat a run.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Decides the functions and the weights.")] = 0,
    threads: Annotated[int, typer.Option(min=1, help="Of the training itself; one more process draws functions.")] = 1,
    tables: Annotated[
        Path | None, typer.Option(help="Folder of tables to train on as well (docs/training-data.md).")
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Table not to train on; may be repeated.")] = None,
    held_out: Annotated[
        list[str] | None, typer.Option(help="Evaluation table: no source may be it or repeat it; may be repeated.")
    ] = None,
    tables_share: Annotated[float, typer.Option(min=0, max=1, help="Of every chunk, the part from tables.")] = SHARE,
    relabel: Annotated[bool, typer.Option(help="Rename the options of every table or subspace at random.")] = True,
    subspaces: Annotated[bool, typer.Option(help="Prune positions and options of tables; off: whole tables.")] = True,
    width: Annotated[int, typer.Option(min=32, max=512, help="Of the model's tokens; a multiple of 32.")] = 128,
    layers: Annotated[int, typer.Option(min=1, max=12, help="Of the model.")] = 4,
) -> None:
    """Train the compact ranker on synthetic functions, and optionally on tables. The ranker loads OUT/weights."""
    if width % HEAD_WIDTH:
        raise typer.BadParameter(f"--width {width} is no multiple of {HEAD_WIDTH}")
    if tables is None and (exclude or held_out or tables_share != SHARE or not relabel or not subspaces):
        raise typer.BadParameter("--exclude, --held-out, --tables-share, --no-relabel, --no-subspaces need --tables")
    torch.set_num_threads(threads)
    code = code_digest(tables=tables is not None)
    try:
        mix = None
        if tables is not None:
            mix = choose_tables(
                tables,
                exclude=exclude or (),
                held_out=held_out or (),
                share=tables_share,
                relabel=relabel,
                subspaces=subspaces,
                trials=LONGEST_CUT,
            )
            for name, reason in mix.left_out:
                print(f"not used: {name} ({reason})", flush=True)
        shape = Shape(width=width, layers=layers, heads=width // HEAD_WIDTH, hidden=width * 11 // 4)
        plan = Plan(seed=seed, chunks=chunks, minutes=minutes, shape=shape, tables=mix)
        model, progress, quality = train(plan, out)
    except (LeakageError, NoEpisodeError, ResumeError, TableError, TooSmallError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    weights = out / "weights"
    save_model(model, plan.shape, weights)
    write_card(weights, plan, progress, quality, log=out / "log.jsonl", code=code)
    for q in quality:
        print(f"history {q.history}: rank correlation {q.rank_correlation:.3f}, top of ten {q.top_of_ten:.3f}")


if __name__ == "__main__":
    typer.run(main)
