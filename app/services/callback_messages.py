"""What an evaluator is sent: a Standard Webhooks message `trial.evaluate`. Its token is stored nowhere."""

import json
from datetime import UTC, datetime

from app.db.models import Job, Trial
from app.domain.ncode import to_point
from app.services.spaces import space_of


def message_id(trial: Trial) -> str:
    """The same over all tries of an attempt, so that the evaluator can tell a repetition."""
    return f"msg_{trial.id.hex}_{trial.attempt}"


def evaluation_message(job: Job, trial: Trial, *, token: str, lease_s: int, public_url: str, now: datetime) -> bytes:
    """The body, as it is signed and sent. The trial must be leased."""
    space = space_of(job).space
    trial_url = f"{public_url}/v1/trials/{trial.id}"
    message = {
        "type": "trial.evaluate",
        "timestamp": _written(now),
        "data": {
            "job": {"id": str(job.id), "name": job.name},
            "objective": {"metric": job.metric, "goal": job.goal},
            "trial": {
                "id": str(trial.id),
                "number": trial.number,
                "ncode": trial.ncode,
                "architecture": space.decode(to_point(space, trial.ncode)),
                "source": trial.source,
                "attempt": trial.attempt,
            },
            "lease": {"token": token, "expires_at": _written(trial.lease_expires_at or now), "lease_s": lease_s},
            "urls": {verb: f"{trial_url}/{verb}" for verb in ("result", "heartbeat", "release")},
        },
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
