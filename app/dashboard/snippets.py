"""Text to copy from pages: JSON, and Python that can be pasted."""

import json
from collections.abc import Mapping
from typing import Any

from app.schemas.trials import Trial


def as_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def as_python(architecture: Mapping[str, Any]) -> str:
    """As what an evaluator is called with."""
    lines = [f"    {name!r}: {option!r}," for name, option in architecture.items()]
    return "\n".join(["architecture = {", *lines, "}"])


def trial_json(trial: Trial) -> str:
    return as_json({"ncode": trial.ncode, "architecture": trial.architecture, "score": trial.score})


def how_to_evaluate(url: str, job_id: object, metric: str) -> str:
    """The first lines of a worker; url: of this service."""
    return f"""from lmsearcher import Client


def train(architecture):
    ...
    return {{{metric!r}: score}}


with Client({url!r}) as client:
    client.jobs.evaluate({str(job_id)!r}, train)
"""
