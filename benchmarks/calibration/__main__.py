"""Calibration of the compact ranker: `python -m benchmarks.calibration` (docs/compact-ranker.md)."""

from itertools import chain
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.calibration.cases import synthetic_cases, table_cases
from benchmarks.calibration.plot import plot
from benchmarks.calibration.predictions import predict
from benchmarks.calibration.report import markdown
from benchmarks.markdown import insert
from benchmarks.quality.tables import SOURCES, TABLES, TableMissingError, load_task
from workers.ranking.compact import CompactRanker

TRANSFORM_SEED = 0


def main(
    *,
    functions: Annotated[int, typer.Option(min=2, max=100_000, help="Synthetic functions.")] = 1_000,
    repeats: Annotated[int, typer.Option(min=2, max=10_000, help="Searches on every table's task.")] = 50,
    tables: Annotated[Path, typer.Option(help="Folder of benchmark tables.")] = TABLES,
    document: Annotated[
        Path | None, typer.Option(help="Markdown file that receives tables and picture; only printed if left out.")
    ] = None,
) -> None:
    """Compares what the compact ranker predicts with what came true."""
    try:
        tasks = [load_task(name, tables) for name in SOURCES]
    except TableMissingError as error:
        raise typer.BadParameter(str(error)) from None
    cases = chain(synthetic_cases(functions), table_cases(tasks, repeats=repeats))
    results = predict(cases, CompactRanker.load(), np.random.default_rng(TRANSFORM_SEED))
    text = markdown(results)
    print(text)
    if document is not None:
        picture = document.with_suffix("") / "calibration.png"
        plot(results, picture)
        caption = f"![Predicted against observed]({picture.relative_to(document.parent)})"
        insert(document, "calibration", f"\n{text}\n\n{caption}\n")


if __name__ == "__main__":
    typer.run(main)
