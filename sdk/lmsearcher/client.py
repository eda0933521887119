"""The way in: a client for one server, and its jobs, trials and rankings."""

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from lmsearcher import _api as calls
from lmsearcher import models
from lmsearcher._api import Call, iterate_pages, new_job, takes
from lmsearcher._config import DEFAULT_TIMEOUT_S, LEASE_WAIT_S, PAGE_SIZE, PATIENCE_S, Connection
from lmsearcher._lease_keeper import LeaseKeeper
from lmsearcher._transport import Sender
from lmsearcher.evaluation import EvaluationFunction, Evaluator
from lmsearcher.job import Job
from lmsearcher.space import SearchSpace


class Jobs:
    """client.jobs"""

    def __init__(self, sender: Sender, keeper: LeaseKeeper) -> None:
        self._sender = sender
        self._keeper = keeper

    @takes(new_job)
    def create(self, **job: Any) -> Job:
        return self._job(new_job(**job))

    def get(self, job: str) -> Job:
        return self._job(calls.get_job(job))

    def evaluate(
        self,
        job: str,
        function: EvaluationFunction,
        *,
        workers: int = 1,
        worker_name: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> int:
        """As Job.evaluate(), of the job with this id, which is not read: the scope `evaluate` is enough."""
        evaluator = Evaluator(
            self._sender,
            self._keeper,
            job,
            function,
            workers=workers,
            worker_name=worker_name,
            patience_s=patience_s,
        )
        return evaluator.run()

    def page(
        self,
        *,
        state: str | None = None,
        name: str | None = None,
        tag: str | None = None,
        limit: int = PAGE_SIZE,
        after: str | None = None,
    ) -> models.Page[models.JobSnapshot]:
        return self._sender.send(calls.list_jobs(state=state, name=name, tag=tag, limit=limit, after=after))

    def iterate(
        self, *, state: str | None = None, name: str | None = None, tag: str | None = None
    ) -> Iterator[models.JobSnapshot]:
        """Every job, page by page as they are needed."""
        return iterate_pages(lambda after: self.page(state=state, name=name, tag=tag, after=after))

    def figures(self, job: str) -> tuple[models.FigureSummary, ...]:
        """As Job.figures(), of the job with this id, which is not read first."""
        return self._sender.send(calls.list_figures(job)).items

    def figure(
        self, job: str, name: str, *, metric: str | None = None, metric_goal: str | None = None
    ) -> models.Figure:
        """As Job.figure(), of the job with this id."""
        return self._sender.send(calls.get_figure(job, name, metric=metric, metric_goal=metric_goal))

    def _job(self, call: Call[models.JobSnapshot]) -> Job:
        return Job(self._sender, self._keeper, self._sender.send(call))


class Trials:
    """client.trials: for those who do not use Job.evaluate()."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def lease(self, job: str, *, worker: str, count: int = 1, wait_s: float = LEASE_WAIT_S) -> models.LeaseAnswer:
        """As Job.lease(), of the job with this id."""
        return self._sender.send(calls.lease(job, worker=worker, count=count, wait_s=wait_s))

    def get(self, trial: str) -> models.Trial:
        return self._sender.send(calls.get_trial(trial))

    def heartbeat(self, trial: str, *, token: str) -> models.HeartbeatAnswer:
        """Renews a lease. Raises LeaseLostError."""
        return self._sender.send(calls.heartbeat(trial, token=token))

    def complete(self, trial: str, *, token: str, metrics: Mapping[str, float]) -> models.ResultAnswer:
        """Reports a measurement; doing it again does no harm. Raises LeaseLostError and ResultConflictError."""
        return self._sender.send(calls.complete(trial, token=token, metrics=metrics))

    def fail(self, trial: str, *, token: str, error: str, infeasible: bool = False) -> models.ResultAnswer:
        """Reports that there is no measurement. infeasible: the architecture itself is to blame, not the run."""
        return self._sender.send(calls.fail(trial, token=token, error=error, infeasible=infeasible))

    def release(self, trial: str, *, token: str) -> models.ReleaseAnswer:
        """Gives a trial back unfinished, so that another worker can have it at once. Raises LeaseLostError."""
        return self._sender.send(calls.release(trial, token=token))


Json = Mapping[str, Any]


class Client:
    """Synchronous and safe to share between threads. Use it as a context manager, or call close().

    base_url: default LMSEARCHER_URL. api_key: default LMSEARCHER_API_KEY; none is sent if neither is set.
    timeout_s: for every wait on the network. transport: replaces the network, for tests.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        connection = Connection.of(base_url, api_key, timeout_s=timeout_s)
        self.base_url = connection.base_url
        self._http = httpx2.Client(base_url=connection.base_url, headers=connection.headers, transport=transport)
        sender = Sender(self._http, timeout_s=connection.timeout_s)
        self._sender = sender
        self._keeper = LeaseKeeper(connection if transport is None else None)
        self.jobs = Jobs(sender, self._keeper)
        self.trials = Trials(sender)

    @takes(calls.rank)
    def rank(self, **ranking: Any) -> models.Ranking:
        return self._sender.send(calls.rank(**ranking))

    def validate_space(self, space: SearchSpace | Json, *, samples: int = 3) -> models.SpaceReport:
        """Size, NCode layout and random architectures of a space. InvalidRequestError says what is wrong with it."""
        return self._sender.send(calls.validate_space(space, samples=samples))

    def rankers(self) -> tuple[models.Ranker, ...]:
        """What this server can rank with."""
        return self._sender.send(calls.list_rankers()).items

    def check_ready(self) -> None:
        """Returns if the server can take work, raises ServerError or ServerUnreachableError if not, after retries."""
        self._sender.send(calls.ready())

    def close(self) -> None:
        self._keeper.close()
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.base_url!r})"
