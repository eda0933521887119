"""A job's stream of changes on the wire."""

from pydantic import BaseModel

from app.api.schemas.jobs import Best, EndReasonName, JobStateName, Progress
from app.domain.lifecycle import JobState
from app.services.jobs import JobStatus


class JobEvent(BaseModel):
    """What may change about a job; the members are those of GET /v1/jobs/{job}."""

    revision: int
    state: JobStateName
    end_reason: EndReasonName | None
    pause_reason: str | None
    progress: Progress
    best: Best | None

    @classmethod
    def of(cls, status: JobStatus) -> "JobEvent":
        job = status.job
        return cls.model_validate(
            {
                "revision": job.revision,
                "state": job.state,
                "end_reason": job.end_reason,
                "pause_reason": job.pause_reason,
                "progress": Progress.of(status),
                "best": Best.of(status),
            }
        )

    @property
    def ended(self) -> bool:
        return JobState(self.state).ended
