"""`lmsearcher-server`: runs the stack on one machine, migrates databases, manages projects and keys, and finds faults.

Each command imports what it needs when it runs, so that `--help` is quick and an image needs only what its commands
use.
"""

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.commands import keys, projects, quota, secrets

cli = typer.Typer(
    help=__doc__.splitlines()[0], no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
projects.commands.command()(quota.quota)
cli.add_typer(projects.commands, name="projects")
cli.add_typer(keys.commands, name="keys")
cli.command()(secrets.reencrypt)
Port = Annotated[int, typer.Option(help="Port of the API on the loopback interface.", min=1, max=65_535)]
DataDir = Annotated[Path, typer.Option(help="The folder of the databases and logs.")]


def _print_version(requested: bool) -> None:  # noqa: FBT001  typer calls it
    if requested:
        typer.echo(f"lmsearcher-server {__version__}")
        raise typer.Exit


@cli.callback()
def _options(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


@cli.command()
def up(port: Port = 8000, data_dir: DataDir = Path("data")) -> None:
    """Run everything on this machine until Ctrl+C. Only this machine has access. The next start continues with the
    data."""
    from app.commands import stack

    stack.run_until_stopped(data_dir, port=port)


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run(
    context: typer.Context,
    data_dir: Annotated[
        Path | None, typer.Option(help="Keep the data in this folder; without it the data is deleted.")
    ] = None,
) -> None:
    """Run one command beside a stack of its own: `run -- python search.py` finds it at $LMSEARCHER_URL.

    Everything stops when the command ends, and its exit status is the result.
    """
    if not context.args:
        raise typer.BadParameter("say what to run: lmsearcher-server run -- python search.py")
    if shutil.which(context.args[0]) is None:
        raise typer.BadParameter(f"there is no command {context.args[0]}")
    from app.commands import stack

    raise typer.Exit(stack.run_beside(context.args, data_dir))


@cli.command()
def migrate() -> None:
    """Upgrade the database of DATABASE_URL to the newest schema. It may run again, also several times at once."""
    if "DATABASE_URL" not in os.environ:
        raise typer.BadParameter("set DATABASE_URL: postgresql://user:password@host:5432/database")
    from app import schema_version

    schema_version.upgrade(os.environ["DATABASE_URL"])


@cli.command()
def doctor(port: Port = 8000, data_dir: DataDir = Path("data")) -> None:
    """Report what is missing or wrong, and how to correct it. The exit status is 1 if anything is wrong."""
    from app import diagnosis

    faults = 0
    for finding in diagnosis.examine(data_dir=data_dir, port=port):
        faults += finding.is_fault
        typer.echo(f"{'WRONG' if finding.is_fault else 'ok   '}  {finding.subject}: {finding.detail}")
        if finding.is_fault:
            typer.echo(f"       -> {finding.hint}")
    raise typer.Exit(1 if faults else 0)


def main() -> None:
    cli()


if __name__ == "__main__":
    main()
