"""The requests of workers, which come far more often than all others: a short way to their routes.

They are ordinary routes of FastAPI, of the form `(id, body, call)`. A request that is as usual goes to the route
directly. FastAPI's own way, with the same checks, takes four times as long; any other request goes that way, and gets
its errors from there.
"""

import inspect
import json
import re
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.datastructures import MutableHeaders

from app.api.deps import EvaluatorDep, ReporterDep, recognise_worker
from app.api.group_commit import GroupCommit
from app.api.idempotency import KEY_PATTERN, LONGEST_KEY, REPLAYED, RequestKeyDep, request_key
from app.domain.keys import Scope
from app.services.access.principal import Principal
from app.services.idempotency import RequestKey
from app.services.trial_protocol.requests import Answer, TrialRequest

A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True)
class WorkerCall:
    """A request of a worker.

    Args:
        request: The HTTP request.
        principal: The worker, which may do this.
        key: Its Idempotency-Key.
        headers: Further headers of the response.
    """

    request: Request
    principal: Principal
    key: RequestKey | None
    headers: dict[str, str] | MutableHeaders

    async def answer(self, request: TrialRequest, expected: type[A]) -> A:
        """The answer, which is committed. Raises what the request is refused with."""
        group_commit: GroupCommit = self.request.app.state.group_commit
        answer = await group_commit(self.principal.project_id, request)
        if not isinstance(answer, expected):
            raise TypeError(f"a {type(request).__name__} was answered with a {type(answer).__name__}")
        if answer.replayed:
            self.headers[REPLAYED] = "true"
        return answer


async def _evaluator_call(
    request: Request, response: Response, principal: EvaluatorDep, key: RequestKeyDep
) -> WorkerCall:
    return WorkerCall(request, principal, key, response.headers)


async def _reporter_call(
    request: Request, response: Response, principal: ReporterDep, key: RequestKeyDep
) -> WorkerCall:
    return WorkerCall(request, principal, key, response.headers)


EvaluatorCallDep = Annotated[WorkerCall, Depends(_evaluator_call)]
ReporterCallDep = Annotated[WorkerCall, Depends(_reporter_call)]


class WorkerRoute(APIRoute):
    """A route with the parameters: an id in the path, a body, and a WorkerCall."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        ordinary_way, route = super().get_route_handler(), self.endpoint
        of_path, body_of, _ = inspect.signature(route).parameters.values()
        body: TypeAdapter[Any] = TypeAdapter(body_of.annotation)

        async def handle(request: Request) -> Response:
            if not _is_usual(request):
                return await ordinary_way(request)
            sent = await request.body()
            try:
                path_id = uuid.UUID(request.path_params[of_path.name])
                read = body.validate_python(json.loads(sent))
            except (ValueError, RecursionError):
                return await ordinary_way(request)
            principal = await recognise_worker(request)
            if of_path.name != "trial_id" or principal.trial_id != path_id:
                principal.require(Scope.EVALUATE)
            headers: dict[str, str] = {}
            answer = await route(path_id, read, WorkerCall(request, principal, request_key(request, sent), headers))
            return Response(answer.model_dump_json(by_alias=True), media_type="application/json", headers=headers)

        return handle


def _is_usual(request: Request) -> bool:
    """Whether nothing but id and body can be wrong with the request."""
    key = request.headers.get("idempotency-key")
    good_key = key is None or (len(key) <= LONGEST_KEY and re.fullmatch(KEY_PATTERN, key) is not None)
    return good_key and request.headers.get("content-type") == "application/json" and not request.scope["query_string"]
