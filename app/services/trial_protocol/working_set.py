"""What a batch has locked and read, with the changes that its requests have made so far."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db.repositories.jobs import JobRepository
from app.db.repositories.trial_rows import BatchRows, Changes, Counts, HeldTrial, LockedJob, NewLease
from app.domain.dimension import Option
from app.domain.errors import DomainError, LeaseLost, NotFound
from app.domain.job_spec import Evaluation
from app.domain.lifecycle import TrialState
from app.domain.ncode import to_point
from app.services.job_progress import End
from app.services.spaces import space_with_digest
from app.services.trial_protocol.tokens import new_token, token_digest


class JobBusy(Exception):
    """Another transaction has locked the job."""

    def __init__(self, job_id: uuid.UUID) -> None:
        super().__init__(f"the job {job_id} is locked")
        self.job_id = job_id


@dataclass(frozen=True, slots=True)
class Finished:
    """A trial that has ended in this batch; `improved`: with the best score so far."""

    trial_id: uuid.UUID
    improved: bool


@dataclass(slots=True)
class WorkingSet:
    """The rows are changed in place. A request is checked before it changes any, so a refused one leaves no trace.

    Args:
        finished: The trials that have ended in this batch, by job.
        to_continue: Jobs that may have to end, or need a round.
        to_release: Trials given back to the service, which has to send them again by callback.
        ends: The jobs that end.
    """

    session: Session
    found: BatchRows
    changes: Changes = field(default_factory=Changes)
    finished: dict[uuid.UUID, list[Finished]] = field(default_factory=dict)
    to_continue: set[uuid.UUID] = field(default_factory=set)
    to_release: list[HeldTrial] = field(default_factory=list)
    ends: dict[uuid.UUID, End] = field(default_factory=dict)
    _trials: dict[uuid.UUID, HeldTrial] = field(default_factory=dict)
    _opened: dict[uuid.UUID, int] = field(default_factory=dict)
    _running: dict[uuid.UUID, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The same trial may have been found several times: it gets one record."""
        for place, (trial, worker) in self.found.held.items():
            self.found.held[place] = (self._trials.setdefault(trial.id, trial), worker)
        for trials in self.found.offered.values():
            trials[:] = [self._trials.setdefault(trial.id, trial) for trial in trials]

    @property
    def now(self) -> datetime:
        return self.found.now

    def job(self, job_id: uuid.UUID) -> LockedJob:
        """Raises JobBusy."""
        job = self.found.jobs.get(job_id)
        if job is None:
            raise JobBusy(job_id)
        return job

    def job_to_lease(self, job_id: uuid.UUID) -> LockedJob:
        """Raises NotFound and JobBusy."""
        if job_id not in self.found.existing:
            raise NotFound("there is no such job in this project")
        return self.job(job_id)

    def held(self, place: int) -> tuple[LockedJob, HeldTrial, str]:
        """The trial of a request, with its job, and the worker of the lease. Raises NotFound, LeaseLost, JobBusy."""
        if place not in self.found.held:
            raise NotFound("there is no such trial in this project")
        trial, worker = self.found.held[place]
        if worker is None:
            raise LeaseLost("the lease token does not belong to this trial")
        return self.job(trial.job_id), trial, worker

    def architecture(self, job: LockedJob, ncode: str) -> dict[str, Option]:
        read = JobRepository(self.session).space
        space = space_with_digest(job.space_digest, lambda: read(job.id)).space
        return space.decode(to_point(space, ncode))

    def lease_until(self, job: LockedJob) -> datetime:
        """The end of a lease, or of a renewed one, that begins now."""
        return self.now + timedelta(seconds=Evaluation.from_json(job.evaluation).lease_s)

    def add_lease(self, trial_id: uuid.UUID, *, worker: str, attempt: int, again: bool) -> str:
        """A further token of the trial; `again`: it has had one. The first ones are unknown: only hashes are stored."""
        token = new_token()
        self.changes.leases.append(NewLease(token_digest(token), trial_id, worker, attempt))
        if again:
            self.changes.leased_again.append(trial_id)
        return token

    def free_places(self, job: LockedJob) -> int:
        """How many more trials of the job may run."""
        return job.max_parallel - self._count(job).running - self._running.get(job.id, 0)

    def open_trials(self, job: LockedJob) -> int:
        """How many trials of the job are open. There may be more queued ones than counted, never fewer."""
        counts = self._count(job)
        return counts.running + counts.queued + self._opened.get(job.id, 0)

    def change(self, job: LockedJob, trial: HeldTrial, state: TrialState) -> None:
        """Gives the trial its next state, and notes that it is to be written."""
        running = (state is TrialState.RUNNING) - (trial.state is TrialState.RUNNING)
        self._running[job.id] = self._running.get(job.id, 0) + running
        self._opened[job.id] = self._opened.get(job.id, 0) + state.open - trial.state.open
        trial.state = state
        self.changes.trials[trial.id] = trial

    def touch(self, job: LockedJob) -> None:
        """Counts a visible change of the job."""
        job.revision += 1
        self.changes.jobs[job.id] = job

    def _count(self, job: LockedJob) -> Counts:
        return self.found.counts[job.id]


Refusal = DomainError | JobBusy
