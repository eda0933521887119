"""Texts to copy from pages: JSON and Python."""

import json
from collections.abc import Mapping
from typing import Any

from app.schemas.trials import Trial


def as_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def as_python(architecture: Mapping[str, Any]) -> str:
    """The argument of an evaluator's function."""
    lines = [f"    {name!r}: {option!r}," for name, option in architecture.items()]
    return "\n".join(["architecture = {", *lines, "}"])


def trial_json(trial: Trial) -> str:
    return as_json({"ncode": trial.ncode, "architecture": trial.architecture, "score": trial.score})


def how_to_evaluate(url: str, job_id: object, metric: str) -> str:
    """A worker in a few lines. `url` is the address of this service."""
    return f"""from lmsearcher import Client


def train(architecture):
    ...
    return {{{metric!r}: score}}


with Client({url!r}) as client:
    client.jobs.evaluate({str(job_id)!r}, train)
"""
