"""The Python client of LM-Searcher: describe a search space, start a job, evaluate its trials."""

from lmsearcher._config import __version__
from lmsearcher._signing import new_signing_secret
from lmsearcher.async_client import AsyncClient
from lmsearcher.async_job import AsyncJob
from lmsearcher.client import Client
from lmsearcher.errors import (
    APIError,
    AuthenticationError,
    ConflictError,
    FieldProblem,
    InvalidRequestError,
    JobFinishedError,
    LeaseLostError,
    LMSearcherError,
    NotFoundError,
    QuotaExceededError,
    RateLimitedError,
    RequestInProgressError,
    ResultConflictError,
    ServerError,
    ServerUnreachableError,
    SpaceError,
    SpaceExhaustedError,
    UnexpectedResponseError,
    WaitTimeoutError,
)
from lmsearcher.job import Job
from lmsearcher.receiver import Receiver
from lmsearcher.space import SearchSpace
from lmsearcher.trial import ActiveTrial, Infeasible

__all__ = [
    "APIError",
    "ActiveTrial",
    "AsyncClient",
    "AsyncJob",
    "AuthenticationError",
    "Client",
    "ConflictError",
    "FieldProblem",
    "Infeasible",
    "InvalidRequestError",
    "Job",
    "JobFinishedError",
    "LMSearcherError",
    "LeaseLostError",
    "NotFoundError",
    "QuotaExceededError",
    "RateLimitedError",
    "Receiver",
    "RequestInProgressError",
    "ResultConflictError",
    "SearchSpace",
    "ServerError",
    "ServerUnreachableError",
    "SpaceError",
    "SpaceExhaustedError",
    "UnexpectedResponseError",
    "WaitTimeoutError",
    "__version__",
    "new_signing_secret",
]
