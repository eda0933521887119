"""Client entry point: a client of one server, and its jobs, trials and rankings."""

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from lmsearcher import _api, models
from lmsearcher._config import DEFAULT_TIMEOUT_S, LEASE_WAIT_S, PAGE_SIZE, PATIENCE_S, Connection
from lmsearcher._lease_keeper import LeaseKeeper
from lmsearcher._requests import ApiRequest, Json, copies_signature, iterate_pages
from lmsearcher._transport import Sender
from lmsearcher.evaluation import EvaluationFunction, Evaluator
from lmsearcher.job import Job
from lmsearcher.space import SearchSpace


class Jobs:
    """The jobs of a server: `client.jobs`."""

    def __init__(self, sender: Sender, keeper: LeaseKeeper) -> None:
        self._sender = sender
        self._keeper = keeper

    @copies_signature(_api.create_job)
    def create(self, **job: Any) -> Job:
        return self._job(_api.create_job(**job))

    def get(self, job: str) -> Job:
        return self._job(_api.get_job(job))

    def evaluate(
        self,
        job: str,
        function: EvaluationFunction,
        *,
        workers: int = 1,
        worker_name: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> int:
        """Like Job.evaluate() for the job with this id. It does not read the job: the scope `evaluate` is enough."""
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
        return self._sender.send(_api.list_jobs(state=state, name=name, tag=tag, limit=limit, after=after))

    def iterate(
        self, *, state: str | None = None, name: str | None = None, tag: str | None = None
    ) -> Iterator[models.JobSnapshot]:
        """All jobs. Pages are requested as they are needed."""
        return iterate_pages(lambda after: self.page(state=state, name=name, tag=tag, after=after))

    def figures(self, job: str) -> tuple[models.FigureSummary, ...]:
        """Like Job.figures() for the job with this id, without reading the job first."""
        return self._sender.send(_api.list_figures(job)).items

    def figure(
        self, job: str, name: str, *, metric: str | None = None, metric_goal: str | None = None
    ) -> models.Figure:
        """Like Job.figure() for the job with this id."""
        return self._sender.send(_api.get_figure(job, name, metric=metric, metric_goal=metric_goal))

    def _job(self, request: ApiRequest[models.JobSnapshot]) -> Job:
        return Job(self._sender, self._keeper, self._sender.send(request))


class Trials:
    """The trials of a server: `client.trials`, for an evaluation loop of your own."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def lease(self, job: str, *, worker: str, count: int = 1, wait_s: float = LEASE_WAIT_S) -> models.LeaseResponse:
        """Like Job.lease() for the job with this id."""
        return self._sender.send(_api.lease(job, worker=worker, count=count, wait_s=wait_s))

    def get(self, trial: str) -> models.Trial:
        return self._sender.send(_api.get_trial(trial))

    def heartbeat(self, trial: str, *, token: str) -> models.HeartbeatResponse:
        """Renews a lease. Raises LeaseLostError."""
        return self._sender.send(_api.heartbeat(trial, token=token))

    def complete(self, trial: str, *, token: str, metrics: Mapping[str, float]) -> models.ResultResponse:
        """Reports a measurement; repeating it changes nothing. Raises LeaseLostError and ResultConflictError."""
        return self._sender.send(_api.complete(trial, token=token, metrics=metrics))

    def fail(self, trial: str, *, token: str, error: str, infeasible: bool = False) -> models.ResultResponse:
        """Reports that there is no measurement. `infeasible` means that the architecture itself cannot work."""
        return self._sender.send(_api.fail(trial, token=token, error=error, infeasible=infeasible))

    def release(self, trial: str, *, token: str) -> models.ReleaseResponse:
        """Gives a trial back unfinished, so that another worker can lease it at once. Raises LeaseLostError."""
        return self._sender.send(_api.release(trial, token=token))


class Client:
    """A client of one server. Threads can share it. Use it as a context manager, or call close().

    It can be pickled, and so can its jobs. The copy in the other process has the same address and API key, and opens
    connections of its own. Keep pickled clients secret, because they contain the API key.

    Args:
        base_url: The server's address. The default is LMSEARCHER_URL.
        api_key: The default is LMSEARCHER_API_KEY. If that is not set either, no key is sent.
        timeout_s: For every wait on the network.
        transport: Replaces the network in tests.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        connection = Connection.from_arguments(base_url, api_key, timeout_s=timeout_s)
        self.base_url = connection.base_url
        self._sender = Sender(connection, transport)
        self._keeper = LeaseKeeper(connection if transport is None else None)
        self.jobs = Jobs(self._sender, self._keeper)
        self.trials = Trials(self._sender)

    @copies_signature(_api.rank)
    def rank(self, **ranking: Any) -> models.Ranking:
        return self._sender.send(_api.rank(**ranking))

    def validate_space(self, space: SearchSpace | Json, *, samples: int = 3) -> models.SpaceReport:
        """The size, NCode layout and random samples of a space. Raises InvalidRequestError if the space is invalid."""
        return self._sender.send(_api.validate_space(space, samples=samples))

    def rankers(self) -> tuple[models.Ranker, ...]:
        """The rankers of this server."""
        return self._sender.send(_api.list_rankers()).items

    def check_ready(self) -> None:
        """Returns if the server is ready. Otherwise raises ServerError or ServerUnreachableError, after retries."""
        self._sender.send(_api.ready())

    def close(self) -> None:
        self._keeper.close()
        self._sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.base_url!r})"
