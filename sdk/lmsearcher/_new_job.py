"""The one call with many arguments, and how methods take the arguments of a call as their own."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from lmsearcher import models
from lmsearcher._call import Call, Json, given
from lmsearcher._calls import create_job, space_json
from lmsearcher.space import SearchSpace

P = ParamSpec("P")
R = TypeVar("R")


def takes(build: Callable[P, Call[Any]]) -> Callable[[Callable[..., R]], Callable[Concatenate[Any, P], R]]:
    """Gives a method, which hands its arguments on to `build`, the signature and the docstring of `build`."""

    def decorate(method: Callable[..., R]) -> Callable[Concatenate[Any, P], R]:
        signature = inspect.signature(build)
        parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY), *signature.parameters.values()]
        method.__dict__["__signature__"] = signature.replace(
            parameters=parameters, return_annotation=inspect.signature(method).return_annotation
        )
        method.__doc__ = build.__doc__
        return method

    return decorate


def new_job(
    *,
    space: SearchSpace | Json,
    metric: str,
    max_trials: int,
    goal: str = "maximize",
    name: str | None = None,
    max_parallel: int | None = None,
    max_failures: int | None = None,
    deadline_s: int | None = None,
    ranker: str | None = None,
    pool_kind: str | None = None,
    pool_size: int | None = None,
    warmup: int | None = None,
    history: int | None = None,
    penalize: Sequence[str] | None = None,
    lease_s: int | None = None,
    max_attempts: int | None = None,
    evaluation: Json | None = None,
    seed: int | None = None,
    tags: Mapping[str, str] | None = None,
    idempotency_key: str | None = None,
) -> Call[models.JobSnapshot]:
    """Starts a search. What is left out has the server's default; the job says what that is.

    metric, goal: which of the reported metrics to "maximize" or "minimize".
    max_parallel: trials open at once; 1 lets every round see every earlier result.
    warmup: random trials before the first ranking. history: observations that the ranker sees.
    lease_s: how long a trial is kept for a worker that is silent.
    evaluation: further fields of the API's `evaluation`, such as {"mode": "callback", "url": ..., "secret": ...} to
    have trials sent to a Receiver.
    idempotency_key: the same key and arguments never make a second job; by default a fresh one for each call.
    """
    body = given(
        name=name,
        space=space_json(space),
        objective={"metric": metric, "goal": goal},
        budget=given(
            max_trials=max_trials, max_parallel=max_parallel, max_failures=max_failures, deadline_s=deadline_s
        ),
        strategy=given(
            ranker=ranker,
            pool=given(kind=pool_kind, size=pool_size) or None,
            warmup=warmup,
            history=history,
            penalize=None if penalize is None else list(penalize),
        )
        or None,
        evaluation={**(evaluation or {}), **given(lease_s=lease_s, max_attempts=max_attempts)} or None,
        seed=seed,
        tags=None if tags is None else dict(tags),
    )
    return create_job(body, idempotency_key=idempotency_key)
