"""The command `lmsearcher`. LMSEARCHER_URL and LMSEARCHER_API_KEY say which server, as for Client()."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from lmsearcher._config import __version__
from lmsearcher.client import Client
from lmsearcher.errors import LMSearcherError, UnexpectedAnswerError

FORMATS = ("svg", "png", "pdf")
_NAME = re.compile(r"[a-z0-9-]{1,64}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status. arguments: default those of the process."""
    asked = _parser().parse_args(arguments)
    try:
        return plot(asked.job, asked.out, form=asked.format, only=asked.only)
    except (LMSearcherError, OSError) as error:
        _complain(str(error))
        return 1


def plot(job: str, folder: Path, *, form: str, only: Sequence[str] | None) -> int:
    """Writes the figures of a job, and prints what each shows. only: their names; default all that are not empty."""
    try:
        from lmsearcher.plots import save_figure  # noqa: PLC0415  its packages are an extra
    except ImportError as error:
        _complain(f"plot needs more packages ({error}): pip install 'lmsearcher[plots]'")
        return 1
    with Client() as client:
        names = only or [summary.name for summary in client.jobs.figures(job)]
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            figure = client.jobs.figure(job, name)
            if figure.spec is None:
                print(f"{name}: nothing to draw. {figure.reading}")
                continue
            if not _NAME.fullmatch(figure.name):
                raise UnexpectedAnswerError(f"a figure is called {figure.name!r}, which is no name of a file")
            path = folder / f"{figure.name}.{form}"
            save_figure(figure, path)
            print(f"{path}: {figure.reading}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lmsearcher", description=__doc__)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    plots = commands.add_parser("plot", help="write the figures of a job to files")
    plots.add_argument("job", metavar="JOB", help="its id")
    plots.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to; made if it is not there")
    plots.add_argument("--format", choices=FORMATS, default="svg", help="default: svg")
    plots.add_argument("--only", action="append", metavar="NAME", help="only this figure; may be given several times")
    return parser


def _complain(text: str) -> None:
    print(f"lmsearcher: {text}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
