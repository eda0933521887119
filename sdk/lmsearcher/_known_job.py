"""What is known of a job without asking the server."""

import time

from lmsearcher import models
from lmsearcher.errors import WaitTimeoutError


class KnownJob:
    """`snapshot` is what the server said last; refresh() asks again."""

    def __init__(self, snapshot: models.JobSnapshot) -> None:
        self.snapshot = snapshot
        self._etag: str | None = None

    @property
    def id(self) -> str:
        return self.snapshot.id

    @property
    def state(self) -> str:
        return self.snapshot.state

    @property
    def is_over(self) -> bool:
        return self.snapshot.is_over

    @property
    def progress(self) -> models.Progress:
        return self.snapshot.progress

    @property
    def best(self) -> models.Best | None:
        return self.snapshot.best

    def _left_s(self, deadline: float, *, timeout_s: float) -> float:
        """Seconds until the deadline of a wait for the job's end. Raises WaitTimeoutError."""
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise WaitTimeoutError(f"job {self.id} is still {self.state} after {timeout_s:g} s")
        return left_s

    def _learn(self, snapshot: models.JobSnapshot, *, etag: str | None) -> None:
        self.snapshot, self._etag = snapshot, etag

    def __repr__(self) -> str:
        done = f"{self.progress.finished}/{self.progress.max_trials}"
        return f"{type(self).__name__}({self.id!r}, {self.state}, {done} trials finished)"
