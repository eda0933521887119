"""A job's settings as their page shows them."""

from collections.abc import Sequence
from typing import Any

from app.dashboard.snippets import as_json
from app.domain.ncode import widths
from app.domain.search_space import Clause, SearchSpace
from app.schemas.jobs import Job

_SENT = ("name", "space", "objective", "budget", "strategy", "seed", "tags")


def settings_of(shown: Job, space: SearchSpace) -> dict[str, Any]:
    """The context of job_settings.html. A callback's secret is not in it: the API never shows one."""
    sent = shown.model_dump(mode="json")
    evaluation = {
        name: value for name, value in sent["evaluation"].items() if name != "callbacks" and value is not None
    }
    body = {name: sent[name] for name in _SENT} | {"evaluation": evaluation}
    dimensions = [
        {
            "name": dimension.name,
            "kind": dimension.kind,
            "width": width,
            "options": dimension.options,
            "when": _texts(space, space.condition_of.get(d, ())),
        }
        for d, (dimension, width) in enumerate(zip(space.dimensions, widths(space), strict=True))
    ]
    return {
        "shown": shown,
        "evaluation": evaluation,
        "called_back": evaluation["mode"] == "callback",
        "dimensions": dimensions,
        "forbidden": [_texts(space, clause) for clause in space.forbidden],
        "body": as_json(body),
    }


def _texts(space: SearchSpace, clause: Clause) -> Sequence[str]:
    """`op is conv1x1 or conv3x3` of each dimension of a clause."""
    return [
        f"{space.dimensions[d].name} is {' or '.join(str(space.dimensions[d].options[i]) for i in sorted(allowed))}"
        for d, allowed in clause
    ]
