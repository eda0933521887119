"""Bodies and rows that tests start from."""

from datetime import UTC, datetime
from typing import Any

from app.schemas.spaces import EXAMPLE_SPACE

SPACE = EXAMPLE_SPACE
LOOPBACK = "http://127.0.0.1:8000"
"""How the embedded mode is addressed: it does not answer to other names."""

CELLS: dict[str, Any] = {
    "dimensions": [
        {"name": f"edge{i}", "type": "categorical", "options": ["none", "skip", "conv1x1", "conv3x3", "pool"]}
        for i in range(6)
    ]
}
"""A NAS-Bench-201 cell: 15,625 architectures."""


def job_body(**changes: Any) -> dict[str, Any]:
    """A body for POST /v1/jobs."""
    return {
        "space": CELLS,
        "objective": {"metric": "acc"},
        "budget": {"max_trials": 10},
        "strategy": {"ranker": "surrogate"},
        "seed": 7,
        **changes,
    }


def utc_now() -> datetime:
    """This machine's clock, which is also that of the tests' database."""
    return datetime.now(UTC)
