"""The pictures of docs/dashboard.md, taken of a real stack with a search that has really run:
`python -m tests.dashboard.screenshots` (`make screenshots`)."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import httpx2
import numpy as np
import typer
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.chromium import WHERE_FROM, find_chromium, launch
from benchmarks.dashboard.jobs import make_job
from benchmarks.dashboard.search import METRIC, OPTIONS, SPACE, Objective, Search
from benchmarks.service.service import running_service

SEED = 7
TRIALS, EVALUATED, PARALLEL = 160, 120, 4
WIDE, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
COLOURS = 128
LARGEST_BYTES = 150_000
DRAWN_MS = 30_000
Json = dict[str, Any]

DRAWN = """() => !document.querySelector("[data-lazy][aria-busy]") && [...document.querySelectorAll("[data-figure]")]
    .filter(figure => figure.getBoundingClientRect().top < innerHeight)
    .every(figure => figure.querySelector(".plot canvas, .plot svg, .plot[data-empty]"))"""


def main(
    *, out: Annotated[Path, typer.Option(help="The folder that receives the pictures.")] = Path("docs/dashboard")
) -> None:
    path = find_chromium()
    if path is None:
        raise typer.BadParameter(WHERE_FROM)
    out.mkdir(parents=True, exist_ok=True)
    with running_service() as service, sync_playwright() as playwright:
        with httpx2.Client(base_url=service.url, timeout=60) as http:
            make_job(service.engine, Search(2_000, SEED), name="cells, 2,000 trials")
            job = evaluate(http, create(http, "cells, compact ranker"))
        browser = launch(playwright, path)
        base = f"/dashboard/jobs/{job}"
        photograph(browser, service.url, "/dashboard/jobs", out / "jobs.png")
        photograph(browser, service.url, base, out / "job.png")
        photograph(browser, service.url, base, out / "job-phone.png", size=PHONE, scheme="dark")
        photograph(browser, service.url, f"{base}/trials", out / "trials.png")
        photograph(browser, service.url, f"{base}/analysis", out / "analysis.png", scheme="dark")
        photograph(browser, service.url, f"{base}/rounds", out / "rounds.png")
        photograph(browser, service.url, f"{base}/rounds/8", out / "round.png")
        photograph(browser, service.url, "/dashboard/jobs/new", out / "new-job.png")
        photograph(browser, service.url, "/dashboard/operations", out / "operations.png")
        browser.close()


def create(http: httpx2.Client, name: str) -> str:
    body = {
        "name": name,
        "space": SPACE,
        "objective": {"metric": METRIC},
        "budget": {"max_trials": TRIALS, "max_parallel": PARALLEL},
        "strategy": {"ranker": "compact", "warmup": 12},
        "seed": SEED,
        "tags": {"team": "vision", "data": "cifar10"},
    }
    answer = http.post("/v1/jobs", json=body)
    answer.raise_for_status()
    return str(answer.json()["id"])


def evaluate(http: httpx2.Client, job: str) -> str:
    """A part of the budget, on workers in turn; some trials fail. The job goes on."""
    score = _objective()
    lots = np.random.default_rng([SEED, 1])
    for number in range(EVALUATED):
        worker = f"node-{number % PARALLEL + 1}"
        leased = http.post(f"/v1/jobs/{job}/trials/lease", json={"worker": worker, "wait_s": 20})
        leased.raise_for_status()
        for trial in leased.json()["trials"]:
            result: Json = {"state": "completed", "metrics": {METRIC: score(trial["architecture"])}}
            if lots.random() < 0.04:
                result = {"state": "failed", "error": "CUDA out of memory. Tried to allocate 2.00 GiB"}
            body = {"lease_token": trial["lease"]["token"], **result}
            http.post(f"/v1/trials/{trial['id']}/result", json=body).raise_for_status()
    for worker in ("node-1", "node-2"):
        http.post(f"/v1/jobs/{job}/trials/lease", json={"worker": worker, "wait_s": 5}).raise_for_status()
    return job


def _objective() -> Callable[[Json], float]:
    objective = Objective(np.random.default_rng(SEED))
    names = [dimension["name"] for dimension in SPACE["dimensions"]]

    def index(options: tuple[Any, ...], value: Any) -> int:
        return options.index(value) if isinstance(value, str) else int(np.argmin([abs(o - value) for o in options]))

    def score(architecture: Json) -> float:
        row = [index(options, architecture[name]) for name, options in zip(names, OPTIONS, strict=True)]
        return float(objective.scores(np.array([row]))[0])

    return score


def photograph(
    browser: Browser, base: str, path: str, file: Path, *, size: ViewportSize = WIDE, scheme: str = "light"
) -> None:
    """What is in sight. Raises RuntimeError for a page that is not there, and for a picture that is too large."""
    dark = scheme == "dark"
    context = browser.new_context(
        base_url=base, viewport=size, color_scheme="dark" if dark else "light", locale="en-GB", timezone_id="UTC"
    )
    page: Page = context.new_page()
    answer = page.goto(path)
    if answer is None or not answer.ok:
        raise RuntimeError(f"{path} is not there")
    page.wait_for_function(DRAWN, timeout=DRAWN_MS)
    page.wait_for_timeout(500)  # what is drawn is seen a little later
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    context.close()
    if file.stat().st_size > LARGEST_BYTES:
        raise RuntimeError(f"{file} has {file.stat().st_size:,} bytes")
    typer.echo(f"{file}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    typer.run(main)
