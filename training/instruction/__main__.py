"""`python -m training.instruction`: makes instruction samples, resumably, and writes their data card."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from training.instruction.card import TokenizerError, load_tokenizer, write_card
from training.instruction.plan import PlanError, make_plan
from training.instruction.samples import NoSampleError
from training.instruction.shards import make_shards
from training.tables.leakage import LeakageError
from training.tables.subspaces import TooSmallError
from training.tables.table import TableError


def main(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the samples; a run found there is resumed.")],
    tables: Annotated[Path | None, typer.Option(help="Folder of tables (docs/training-data.md).")] = None,
    table: Annotated[
        list[str] | None, typer.Option(help="NAME or NAME=WEIGHT: only these tables; may be repeated.")
    ] = None,
    synthetic: Annotated[
        float, typer.Option(min=0, help="Weight of the synthetic prior; the default of a table is 1.")
    ] = 0.0,
    exclude: Annotated[list[str] | None, typer.Option(help="Table that is no source; may be repeated.")] = None,
    held_out: Annotated[
        list[str] | None, typer.Option(help="Evaluation table: no source may be it or repeat it; may be repeated.")
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="How many in all.")] = 228_000,
    shards: Annotated[int, typer.Option(min=1, help="Files of each format.")] = 64,
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Processes. The samples do not depend on it.")] = 1,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Decides every sample.")] = 0,
    tokenizer: Annotated[
        Path | None, typer.Option(help="Folder of a checkpoint: the card then has lengths in its tokens.")
    ] = None,
    relabel: Annotated[bool, typer.Option(help="Rename the options of every subspace at random.")] = True,
    subspaces: Annotated[bool, typer.Option(help="Prune positions and options; off: whole tables.")] = True,
) -> None:
    """Make instruction samples of benchmark tables and synthetic functions, as LM-Searcher does."""
    try:
        counter = None if tokenizer is None else load_tokenizer(tokenizer)
        plan = make_plan(
            folder=tables,
            weights=dict(_weight(text) for text in table or ()),
            synthetic=synthetic,
            exclude=exclude or (),
            held_out=held_out or (),
            seed=seed,
            samples=samples,
            shards=shards,
            relabel=relabel,
            subspaces=subspaces,
        )
        for name, reason in plan.left_out.items():
            print(f"not used: {name} ({reason})")
        for done in make_shards(plan, out, jobs=jobs):
            print(f"shard {done} of {shards}", flush=True)
    except (LeakageError, NoSampleError, PlanError, TableError, TooSmallError, TokenizerError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    command = shlex.join(["python", "-m", "training.instruction", *sys.argv[1:]])
    card = write_card(plan, out, command=command, tokenizer=counter)
    print(f"{card['samples']:,} samples, {card['duplicates']:,} repeated prompts: {out / 'DATA_CARD.md'}")


def _weight(text: str) -> tuple[str, float]:
    name, _, weight = text.partition("=")
    try:
        share = float(weight or 1)
    except ValueError:
        share = 0.0
    if not 0 < share < float("inf"):
        raise typer.BadParameter(f"{text}: a weight is a positive number")
    return name, share


if __name__ == "__main__":
    typer.run(main)
