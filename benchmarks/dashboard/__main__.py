"""How soon a page is there, beside Optuna's dashboard: `python -m benchmarks.dashboard` (docs/performance.md)."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as BrowserError

from benchmarks.chromium import WHERE_FROM, find_chromium, launch
from benchmarks.dashboard.answers import Answer, measure_answers
from benchmarks.dashboard.jobs import make_job
from benchmarks.dashboard.optuna_study import make_study, running_dashboard
from benchmarks.dashboard.report import OPTUNA, OURS, View, markdown
from benchmarks.dashboard.search import Search
from benchmarks.dashboard.sight import OPTUNA_HISTORY, OUR_FIGURES, Sight, look
from benchmarks.markdown import insert
from benchmarks.service.service import Service, running_service

TRIALS = [2_000, 100_000]
SEED = 7
OUR_PAGES = {"overview": "", "trials": "/trials", "analysis": "/analysis", "rounds": "/rounds"}


def main(
    *,
    trials: Annotated[list[int], typer.Option(min=2, max=100_000, help="Of the job, each in turn.")] = TRIALS,
    repeats: Annotated[int, typer.Option(min=1, max=100, help="Their medians are shown.")] = 5,
    optuna: Annotated[bool, typer.Option(help="Whether to look at Optuna's dashboard as well.")] = True,
    document: Annotated[
        Path | None, typer.Option(help="Markdown file that receives the tables; only printed if left out.")
    ] = None,
) -> None:
    """Looks at the pages of a finished search with Chromium, with empty caches, again and again."""
    path = find_chromium()
    if path is None:
        raise typer.BadParameter(WHERE_FROM)
    sights: dict[View, list[Sight]] = defaultdict(list)
    answers: dict[int, list[Answer]] = {}
    with running_service() as service, sync_playwright() as playwright:
        browser = launch(playwright, path)
        for number in trials:
            found, answers[number] = _measure(service, browser, number, repeats, with_optuna=optuna)
            sights |= found
        browser.close()
    text = markdown(sights, answers)
    print(text)
    if document is not None:
        insert(document, "dashboard", f"\n{text}\n")


def _measure(
    service: Service, browser: Browser, trials: int, repeats: int, *, with_optuna: bool
) -> tuple[Mapping[View, list[Sight]], list[Answer]]:
    """Everything in turn, so that what else the machine does falls on all alike."""
    search = Search(trials, SEED)
    job = str(make_job(service.engine, search, name=f"{trials:,} trials"))
    base = f"{service.url}/dashboard/jobs/{job}"
    looks = {View(OURS, name, trials): _ours(browser, base + tab) for name, tab in OUR_PAGES.items()}
    sights: dict[View, list[Sight]] = {view: [] for view in looks}
    with ExitStack() as stack:
        if with_optuna:
            view = View(OPTUNA, "study", trials)
            sights[view] = []
            try:
                url = stack.enter_context(running_dashboard(make_study(service.engine, search)))
                looks[view] = lambda: look(browser, url, OPTUNA_HISTORY)
            except TimeoutError as error:
                typer.echo(f"{view}: {error}", err=True)
        for _ in range(repeats):
            for view, see in list(looks.items()):
                try:
                    sights[view].append(see())
                except BrowserError as error:
                    typer.echo(f"{view}: {str(error).splitlines()[0]}", err=True)
                    del looks[view]
                    if view.who == OPTUNA:
                        stack.close()  # its server would go on computing, beside what is measured
                else:
                    typer.echo(f"{view}: {sights[view][-1]}", err=True)
    return sights, list(measure_answers(service.url, job, repeats=repeats))


def _ours(browser: Browser, url: str) -> Callable[[], Sight]:
    return lambda: look(browser, url, OUR_FIGURES)


if __name__ == "__main__":
    typer.run(main)
