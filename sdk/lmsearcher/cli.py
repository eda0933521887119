"""The command `lmsearcher`. It uses the server of LMSEARCHER_URL, with the key LMSEARCHER_API_KEY."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from lmsearcher._config import __version__
from lmsearcher.client import Client
from lmsearcher.errors import LMSearcherError, UnexpectedResponseError

FORMATS = ("svg", "png", "pdf")
_NAME = re.compile(r"[a-z0-9-]{1,64}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status. The default arguments are those of the process."""
    options = _parser().parse_args(arguments)
    try:
        return plot(options.job, options.out, form=options.format, only=options.only)
    except (LMSearcherError, OSError) as error:
        _print_error(str(error))
        return 1


def plot(job: str, folder: Path, *, form: str, only: Sequence[str] | None) -> int:
    """Writes figures of a job, by default all that are not empty, and prints what each of them shows."""
    try:
        from lmsearcher.plots import save_figure  # noqa: PLC0415  needs an extra
    except ImportError as error:
        _print_error(f"plot needs additional packages ({error}): pip install 'lmsearcher[plots]'")
        return 1
    with Client() as client:
        names = only or [summary.name for summary in client.jobs.figures(job)]
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            figure = client.jobs.figure(job, name)
            if figure.spec is None:
                print(f"{name}: not drawn. {figure.reading}")
                continue
            if not _NAME.fullmatch(figure.name):
                raise UnexpectedResponseError(f"the figure name {figure.name!r} cannot be used as a file name")
            path = folder / f"{figure.name}.{form}"
            save_figure(figure, path)
            print(f"{path}: {figure.reading}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lmsearcher", description=__doc__)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    plots = commands.add_parser("plot", help="write the figures of a job to files")
    plots.add_argument("job", metavar="JOB", help="the job's id")
    plots.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write to; created if it is missing"
    )
    plots.add_argument("--format", choices=FORMATS, default="svg", help="file format (default: svg)")
    plots.add_argument("--only", action="append", metavar="NAME", help="write only this figure; can be repeated")
    return parser


def _print_error(text: str) -> None:
    print(f"lmsearcher: {text}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
