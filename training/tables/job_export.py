"""Exports of jobs of this service: the answer of `GET /v1/jobs/{job}`, and its trials or its history."""

import json
from pathlib import Path
from typing import cast

from app.domain.errors import DomainError
from app.domain.goal import Goal
from app.domain.ncode import parse_ncode
from app.domain.search_space import SearchSpace
from app.domain.space_spec import parse_space
from training.tables.assembly import Dimension, Rows
from training.tables.records import MAX_FILE_BYTES, number, read_records
from training.tables.table import TableError


def import_job(source: Path, *, job: Path) -> Rows:
    """The completed trials of a job. Raises TableError.

    The source holds trials as JSON or NDJSON, or the history as JSON, NDJSON or CSV.
    """
    space, metric, goal = _read_job(job)
    rows = Rows([Dimension(d.name, d.options) for d in space.dimensions], metrics={metric: []}, goals={metric: goal})
    for i, record in enumerate(read_records(source)):
        score = number(record.get("score"))
        if record.get("state") != "completed" or score is None:
            continue
        try:
            rows.codes.append(parse_ncode(space, _code_text(record.get("ncode"), space)))
        except DomainError as error:
            raise TableError(f"{source}: row {i}: {error}") from error
        rows.metrics[metric].append(score)
    if not rows.codes:
        raise TableError(f"{source}: no completed trial with a score")
    return rows


def _code_text(code: object, space: SearchSpace) -> str:
    """Spreadsheets and CSV readers take digits for numbers: leading zeros come back."""
    return str(code).zfill(sum(len(str(n - 1)) for n in space.option_counts))


def _read_job(path: Path) -> tuple[SearchSpace, str, Goal]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise TableError(f"{path} has more than {MAX_FILE_BYTES:,} bytes")
        content = json.loads(path.read_text(encoding="utf-8"))
        objective = content["objective"]
        goal = objective.get("goal", "maximize")
        if goal not in {"maximize", "minimize"}:
            raise TableError(f"{path}: the goal is {str(goal)[:40]!r}")
        return parse_space(content["space"]), str(objective["metric"]), cast("Goal", goal)
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError, DomainError) as error:
        raise TableError(f"{path} is not the answer of GET /v1/jobs/{{job}}: {error}") from error
