"""`python -m training.tables import FORMAT SOURCE --out FOLDER`, and `check FOLDER`."""

import re
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from app.domain.goal import Goal
from training.tables.assembly import Rows, write_table
from training.tables.columns import import_columns
from training.tables.folder import find_tables
from training.tables.job_export import import_job
from training.tables.nasbench201 import import_nasbench201
from training.tables.table import TableError, read_table

commands = typer.Typer(add_completion=False, help="Tables of measured architectures.")


class Format(StrEnum):
    NASBENCH201 = "nasbench201"
    COLUMNS = "columns"
    JOB = "job"


@commands.command("import")
def import_table(
    form: Annotated[Format, typer.Argument(metavar="FORMAT", help="nasbench201, columns or job.")],
    source: Annotated[Path, typer.Argument(help="A file of JSON, NDJSON or CSV.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder of tables; the new one gets a folder of its own in it.")],
    name: Annotated[str | None, typer.Option(help="Name of the table; the file's name if left out.")] = None,
    metric: Annotated[
        list[str] | None, typer.Option(help="COLUMN or COLUMN=minimize; may be repeated. columns: needed.")
    ] = None,
    dimension: Annotated[
        list[str] | None, typer.Option(help="columns: a column that is a choice; all that are no metric if left out.")
    ] = None,
    job: Annotated[Path | None, typer.Option(help="job: a file with the answer of GET /v1/jobs/{job}.")] = None,
) -> None:
    """Make a table of a public format or of a job's export."""
    called = name or source.stem
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}", called) is None:
        raise typer.BadParameter(f"{called!r} is no name for a table: letters, digits, _ - . only")
    try:
        rows = _read(form, source, _goals(metric or ()), dimension or (), job)
        path = write_table(rows, out, called, source=source, kind=form.value)
        table = read_table(path)
    except TableError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    print(f"{path}: {len(table):,} architectures, {len(table.options)} positions, {', '.join(table.goals)}")


@commands.command()
def check(folder: Annotated[Path, typer.Argument(help="Folder of tables.")]) -> None:
    """Read all tables of a folder and say what is in them."""
    faults = 0
    try:
        for path in find_tables(folder).values():
            try:
                table = read_table(path)
                goals = ", ".join(f"{name} ({goal})" for name, goal in table.goals.items()) or "no metric to search for"
                print(f"{table.name}: {len(table):,} architectures, options {table.options.tolist()}, {goals}")
            except TableError as error:
                faults += 1
                print(error, file=sys.stderr)
    except TableError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    if faults:
        raise typer.Exit(2)


def _read(form: Format, source: Path, goals: dict[str, Goal], dimensions: Sequence[str], job: Path | None) -> Rows:
    if form is Format.NASBENCH201:
        return import_nasbench201(source, metrics=goals)
    if form is Format.COLUMNS:
        if not goals:
            raise typer.BadParameter("name at least one --metric")
        return import_columns(source, metrics=goals, dimensions=dimensions)
    if job is None:
        raise typer.BadParameter("name the file of the job itself by --job")
    return import_job(source, job=job)


def _goals(texts: Sequence[str]) -> dict[str, Goal]:
    goals: dict[str, Goal] = {}
    for text in texts:
        column, _, goal = text.partition("=")
        if goal not in {"", "maximize", "minimize"}:
            raise typer.BadParameter(f"{text}: the direction is maximize or minimize")
        goals[column] = cast("Goal", goal or "maximize")
    return goals


if __name__ == "__main__":
    commands()
