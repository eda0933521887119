"""`lmsearcher-server`: the stack on one machine, migrations, projects, keys, and what is wrong when nothing works."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app import __version__, diagnosis, schema_version
from app.commands import keys, projects, quota, secrets
from app.embedded.errors import EmbeddedError
from app.embedded.ports import free_port
from app.embedded.stack import TICK_S, Stack

_COMMAND_STOP_TIMEOUT_S = 10

cli = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
projects.commands.command()(quota.quota)
cli.add_typer(projects.commands, name="projects")
cli.add_typer(keys.commands, name="keys")
cli.command()(secrets.reencrypt)
Port = Annotated[int, typer.Option(help="Port of the API on the loopback interface.", min=1, max=65_535)]
DataDir = Annotated[Path, typer.Option(help="Where the databases and logs are kept.")]


def _print_version(requested: bool) -> None:  # noqa: FBT001  typer calls it
    if requested:
        _say(f"lmsearcher-server {__version__}")
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
    """Run everything on this machine, open to this machine only, until Ctrl+C. The next start goes on with the data."""
    stopping = _set_by_signals()
    with _running_stack(data_dir, port=port, stopping=stopping) as stack:
        if not stopping.is_set():
            _say(f"LM-Searcher is ready at {stack.url}")
            _say(f"  API reference  {stack.url}/docs")
            _say(f"  data           {stack.data_dir}")
            _say(f"  logs           {stack.log_dir}")
        while not stopping.wait(TICK_S):
            stack.tick()
        _say("stopping")


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run(
    context: typer.Context,
    data_dir: Annotated[Path | None, typer.Option(help="Keep the data here; else it is thrown away.")] = None,
) -> None:
    """Run one command beside a stack of its own: `run -- python search.py` finds it at $LMSEARCHER_URL.

    Everything is stopped when the command ends; its exit status is passed on.
    """
    if not context.args:
        raise typer.BadParameter("say what to run: lmsearcher-server run -- python search.py")
    if shutil.which(context.args[0]) is None:
        raise typer.BadParameter(f"there is no command {context.args[0]}")
    stopping = _set_by_signals()
    with (
        tempfile.TemporaryDirectory(prefix="lmsearcher-") as temporary,
        _running_stack(data_dir or Path(temporary), port=free_port(), stopping=stopping) as stack,
    ):
        status = _run_beside(stack, context.args, stopping)
    raise typer.Exit(status)


@cli.command()
def migrate() -> None:
    """Bring the database of DATABASE_URL to the newest schema. May be repeated, and run by several at once."""
    if "DATABASE_URL" not in os.environ:
        raise typer.BadParameter("set DATABASE_URL: postgresql://user:password@host:5432/database")
    schema_version.upgrade(os.environ["DATABASE_URL"])


@cli.command()
def doctor(port: Port = 8000, data_dir: DataDir = Path("data")) -> None:
    """Say what is missing or wrong, and how to correct it. Exit status 1 if anything is."""
    faults = 0
    for finding in diagnosis.examine(data_dir=data_dir, port=port):
        faults += finding.is_fault
        _say(f"{'WRONG' if finding.is_fault else 'ok   '}  {finding.subject}: {finding.detail}")
        if finding.is_fault:
            _say(f"       -> {finding.hint}")
    raise typer.Exit(1 if faults else 0)


def main() -> None:
    cli()


@contextmanager
def _running_stack(data_dir: Path, *, port: int, stopping: threading.Event) -> Iterator[Stack]:
    """Errors that the person at the terminal can correct are shown without a traceback."""
    try:
        with Stack(data_dir, port=port, stopping=stopping, report=_say) as stack:
            yield stack
    except EmbeddedError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error


def _run_beside(stack: Stack, command: list[str], stopping: threading.Event) -> int:
    """The command's exit status as a shell would give it; a signal to us ends the command too."""
    with subprocess.Popen(command, env={**os.environ, "LMSEARCHER_URL": stack.url}) as process:  # noqa: S603 - the user's
        try:
            while process.poll() is None and not stopping.wait(TICK_S):
                stack.tick()
        finally:
            if process.poll() is None:
                process.terminate()
                _wait_or_kill(process)
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_COMMAND_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()


def _set_by_signals() -> threading.Event:
    """Children are in sessions of their own, so a signal from the terminal reaches only this process."""
    event = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: event.set())
    return event


def _say(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
