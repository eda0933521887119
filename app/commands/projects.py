"""`lmsearcher-server projects`: projects, which share jobs and keys. It needs access to the database."""

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import DataDir, printable

commands = typer.Typer(help=__doc__, no_args_is_help=True)


@commands.command()
def create(
    name: Annotated[str, typer.Argument(help="A new name.", callback=printable)], data_dir: DataDir = Path("data")
) -> None:
    """Create a project. Requests need a key of it."""
    from app.commands.database import as_owner
    from app.services.access import projects

    with as_owner(data_dir) as session:
        project = projects.create_project(session, name)
    typer.echo(f"{project.id}  {project.name}")


@commands.command(name="list")
def list_(data_dir: DataDir = Path("data")) -> None:
    """List all projects by name."""
    from app.commands.database import as_owner
    from app.services.access import projects

    with as_owner(data_dir) as session:
        for project in projects.list_projects(session):
            typer.echo(f"{project.id}  {project.created_at:%Y-%m-%d}  {project.name}")
