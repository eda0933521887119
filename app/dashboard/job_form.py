"""The form of a new job: from its content to a body of POST /v1/jobs, and from a job to the content."""

import json
from collections.abc import Mapping
from typing import Any

from app.domain.errors import FieldProblem, InvalidInput
from app.domain.job_spec import Evaluation, Strategy
from app.schemas.spaces import EXAMPLE_SPACE
from app.services.records import Job

Values = Mapping[str, str]
"""The typed text, by the name of the field."""

PLACES = {
    "name": ("name",),
    "metric": ("objective", "metric"),
    "goal": ("objective", "goal"),
    "max_trials": ("budget", "max_trials"),
    "max_parallel": ("budget", "max_parallel"),
    "max_failures": ("budget", "max_failures"),
    "deadline_s": ("budget", "deadline_s"),
    "ranker": ("strategy", "ranker"),
    "pool_kind": ("strategy", "pool", "kind"),
    "pool_size": ("strategy", "pool", "size"),
    "warmup": ("strategy", "warmup"),
    "history": ("strategy", "history"),
    "penalize": ("strategy", "penalize"),
    "lease_s": ("evaluation", "lease_s"),
    "max_attempts": ("evaluation", "max_attempts"),
    "seed": ("seed",),
    "tags": ("tags",),
    "space": ("space",),
}
"""Where a field's value is in the body, and so the pointer of its problems."""
TEXTS = {"name", "metric", "goal", "ranker", "pool_kind"}
PENALTIES = {"infeasible": ["infeasible"], "both": ["failed", "infeasible"], "none": []}
FRESH: Values = {
    "name": "search",
    "goal": "maximize",
    "max_trials": "100",
    "max_parallel": "1",
    "pool_kind": "extended",
    "pool_size": "256",
    "warmup": "5",
    "history": "200",
    "penalize": "infeasible",
    "lease_s": "300",
    "max_attempts": "3",
}
"""The defaults of the API, with a name and a budget."""


def body_of(values: Values) -> dict[str, Any]:
    """The body of the request. Empty fields are left out. Raises InvalidInput for a text that cannot be read."""
    body: dict[str, Any] = {}
    for field, place in PLACES.items():
        typed = values.get(field, "").strip()
        if typed:
            *parents, last = place
            holder = body
            for parent in parents:
                holder = holder.setdefault(parent, {})
            holder[last] = _value(field, typed)
    body.setdefault("space", None)
    body.setdefault("objective", {})
    body.setdefault("budget", {})
    return body


def read_json(typed: str, pointer: str) -> Any:
    """Raises InvalidInput, which says in which line."""
    try:
        return json.loads(typed, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidInput.at(pointer, f"not JSON: {error.msg} ({where})", "Correct it there.") from None
    except (ValueError, RecursionError):
        detail = "not readable as JSON: NaN, an infinite or too long number, or too many levels"
        raise InvalidInput.at(pointer, detail, "Give plain JSON.") from None


def values_of(job: Job) -> Values:
    """The form's content for a copy of this job. Callbacks are left out, because their secret is not available."""
    strategy, evaluation = Strategy.from_json(job.strategy), Evaluation.from_json(job.evaluation)
    penalized = sorted(strategy.penalize)
    numbers = {
        "max_trials": job.max_trials,
        "max_parallel": job.max_parallel,
        "max_failures": job.max_failures,
        "deadline_s": job.deadline_s,
        "pool_size": strategy.pool_size,
        "warmup": strategy.warmup,
        "history": strategy.history,
        "lease_s": evaluation.lease_s,
        "max_attempts": evaluation.max_attempts,
        "seed": job.seed,
    }
    return {
        **{field: str(number) for field, number in numbers.items() if number is not None},
        "name": job.name,
        "metric": job.metric,
        "goal": job.goal,
        "ranker": strategy.ranker,
        "pool_kind": strategy.pool_kind,
        "penalize": next((name for name, outcomes in PENALTIES.items() if outcomes == penalized), "both"),
        "tags": "\n".join(f"{key}={value}" for key, value in job.tags.items()),
        "space": written(job.space),
    }


def written_body(body: Mapping[str, Any]) -> str:
    """JSON of a whole job: a line for each member, but for its space."""
    members = [
        f"  {json.dumps(name)}: {written(value).replace(chr(10), chr(10) + '  ')}"
        if name == "space"
        else f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in body.items()
    ]
    return "{\n" + ",\n".join(members) + "\n}"


def written(space: Mapping[str, Any]) -> str:
    """JSON with a line for each dimension, condition and forbidden combination."""
    parts = []
    for name, entries in space.items():
        lines = ",\n".join(f"    {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
        parts.append(f"  {json.dumps(name)}: [\n{lines}\n  ]" if entries else f"  {json.dumps(name)}: []")
    return "{\n" + ",\n".join(parts) + "\n}"


EXAMPLE = written(EXAMPLE_SPACE)


def sorted_in(problems: tuple[FieldProblem, ...]) -> dict[str, list[FieldProblem]]:
    """The problems of each field; under "" those of none."""
    pointers = {field: "/" + "/".join(place) for field, place in PLACES.items()}
    found: dict[str, list[FieldProblem]] = {}
    for problem in problems:
        at = f"{problem.pointer}/"
        field = next((field for field, pointer in pointers.items() if at.startswith(f"{pointer}/")), "")
        found.setdefault(field, []).append(problem)
    return found


def _value(field: str, typed: str) -> Any:
    if field in TEXTS:
        return typed
    if field == "penalize":
        return PENALTIES.get(typed, [typed])
    if field == "space":
        return read_json(typed, "/space")
    if field == "tags":
        return _tags(typed)
    try:
        return int(typed) if len(typed) <= 20 else typed
    except ValueError:
        return typed


def _tags(typed: str) -> dict[str, str]:
    tags = {}
    for line in filter(None, map(str.strip, typed.splitlines())):
        key, equals, value = line.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise InvalidInput.at("/tags", f"the line {line[:60]!r} is not a tag", "Write one key=value per line.")
        tags[key.strip()] = value.strip()
    return tags


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
