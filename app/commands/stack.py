"""`lmsearcher-server up` and `run`: run the stack of app/embedded, with messages for the user at the terminal."""

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from app.embedded.errors import EmbeddedError
from app.embedded.ports import free_port
from app.embedded.stack import TICK_S, Stack
from app.environment import unknown_variables
from app.settings import Settings

_COMMAND_STOP_TIMEOUT_S = 10


def run_until_stopped(data_dir: Path, *, port: int) -> None:
    """Runs the stack until SIGINT, SIGTERM or SIGHUP, then stops everything."""
    stopping = _set_by_signals()
    with _running_stack(data_dir, port=port, stopping=stopping) as stack:
        if not stopping.is_set():
            typer.echo(f"LM-Searcher is ready at {stack.url}")
            typer.echo(f"  dashboard      {stack.url}/dashboard")
            typer.echo(f"  API reference  {stack.url}/docs")
            typer.echo(f"  data           {stack.data_dir}")
            typer.echo(f"  logs           {stack.log_dir}")
        while not stopping.wait(TICK_S):
            stack.tick()
        typer.echo("stopping")


def run_beside(command: list[str], data_dir: Path | None) -> int:
    """Runs a command beside a stack, and returns its exit status: 128 plus the signal's number if a signal ended it.

    A signal to this process ends the command too.
    """
    stopping = _set_by_signals()
    with (
        tempfile.TemporaryDirectory(prefix="lmsearcher-") as temporary,
        _running_stack(data_dir or Path(temporary), port=free_port(), stopping=stopping) as stack,
        subprocess.Popen(command, env={**os.environ, "LMSEARCHER_URL": stack.url}) as process,  # noqa: S603 - the user's
    ):
        try:
            while process.poll() is None and not stopping.wait(TICK_S):
                stack.tick()
        finally:
            if process.poll() is None:
                process.terminate()
                _wait_or_kill(process)
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


@contextmanager
def _running_stack(data_dir: Path, *, port: int, stopping: threading.Event) -> Iterator[Stack]:
    """The running stack. Errors that the user can correct are shown without a traceback."""
    for name, nearest in unknown_variables(Settings).items():
        typer.echo(f"warning: {name} is not a setting. The nearest is {nearest}.", err=True)
    try:
        with Stack(data_dir, port=port, stopping=stopping, report=typer.echo) as stack:
            yield stack
    except EmbeddedError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_COMMAND_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()


def _set_by_signals() -> threading.Event:
    """An event that signals set. Child processes have sessions of their own, so signals of the terminal reach only
    this one."""
    event = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: event.set())
    return event
