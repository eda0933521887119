"""The `Idempotency-Key` of a request, and the dependency that answers such a request once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.api.deps import PrincipalDep, TransactionsDep
from app.domain.errors import AlreadyShown
from app.services.idempotency import Answer, Body, IdempotentCall, RequestKey

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

LONGEST_KEY, KEY_PATTERN = 255, r"^[\x21-\x7e]+$"
REPLAYED = "Idempotent-Replayed"

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=LONGEST_KEY,
        pattern=KEY_PATTERN,
        description="Any unique text. A retry with the same key and body gets the first response again, for 48 hours.",
    ),
]


async def _request_key(request: Request, idempotency_key: IdempotencyKey = None) -> RequestKey | None:
    return None if idempotency_key is None else request_key(request, await request.body())


def request_key(request: Request, body: bytes) -> RequestKey | None:
    """What identifies the request, if it has the header with a key."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    return RequestKey(f"{request.method} {request.url.path}", key, hashlib.sha256(body).digest())


RequestKeyDep = Annotated[RequestKey | None, Depends(_request_key)]


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """Answers a request once, however often it is repeated with the same key."""

    call: IdempotentCall
    response: Response

    def run(
        self,
        model: type[M],
        effect: Callable[[Session], M],
        *,
        not_stored: str | None = None,
        reveal: Callable[[Session, Body], str | None] | None = None,
    ) -> M:
        """Runs the effect in a transaction of its own; its answer is stored under the request's key.

        Args:
            model: The answer's type, to read what was stored.
            not_stored: A field of the answer that is a secret.
            reveal: The secret for a repeated request; without it that request is refused with AlreadyShown.
        """

        def to_json(answer: M) -> Body:
            return answer.model_dump(mode="json", exclude={not_stored} if not_stored else None)

        def replay(session: Session, stored: Body) -> M:
            if not_stored is None:
                return model.model_validate(stored)
            if reveal is None:
                text = f"the `{not_stored}` was in the first answer to this Idempotency-Key, and is not kept"
                raise AlreadyShown(text, id=stored["id"])
            return model.model_validate({**stored, not_stored: reveal(session, stored)})

        return self.value_of(self.call.run(effect, to_json=to_json, replay=replay))

    def value_of(self, answer: Answer[T]) -> T:
        """The answer's value; a header tells the client of a replay."""
        if answer.replayed:
            mark_replayed(self.response)
        return answer.value


def mark_replayed(response: Response) -> None:
    response.headers[REPLAYED] = "true"


async def _idempotent(
    transactions: TransactionsDep, principal: PrincipalDep, key: RequestKeyDep, response: Response
) -> IdempotentRequest:
    return IdempotentRequest(IdempotentCall(transactions, principal, key), response)


IdempotentDep = Annotated[IdempotentRequest, Depends(_idempotent)]
