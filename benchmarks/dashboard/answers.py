"""What the server needs for a page, and for each of the figures that the pages name."""

import re
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

TIMEOUT_S = 60
TABS = ("", "/trials", "/analysis", "/rounds", "/settings")
"""Pages of a job, below its own address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer, read; the median of the repeats, in milliseconds."""

    path: str
    milliseconds: float
    kilobytes: float


def measure_answers(base: str, job: str, *, repeats: int) -> Sequence[Answer]:
    """Every page of the job, then every figure that one of them names. base: address of the service."""
    pages = [f"/dashboard/jobs/{job}{tab}" for tab in TABS]
    figures: dict[str, None] = {}
    answers = []
    for path in ["/dashboard/jobs", *pages, "/dashboard/operations"]:
        answer, text = _time(base + path, repeats)
        answers.append(Answer(path.replace(job, "JOB"), *answer))
        figures |= dict.fromkeys(re.findall(r'data-figure="([^"?]+)', text))
    for path in figures:
        answer, _ = _time(base + path, repeats)
        answers.append(Answer(path.replace(job, "JOB"), *answer))
    return answers


def _time(url: str, repeats: int) -> tuple[tuple[float, float], str]:
    seconds, body = [], b""
    for _ in range(repeats):
        began = time.perf_counter()
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:  # noqa: S310 - our own address
            body = answer.read()
        seconds.append(time.perf_counter() - began)
    return (1e3 * median(seconds), len(body) / 1e3), body.decode()
