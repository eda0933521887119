"""The `Idempotency-Key` of a request, and the dependency that answers such a request once."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.api.deps import PrincipalDep, SettingsDep, Transactions, TransactionsDep
from app.db.models import WebhookSecret
from app.domain.errors import AlreadyShown
from app.integrations.encryption import Encryptor
from app.schemas.webhooks import NewSecret, NewWebhook
from app.services.access.principal import Principal
from app.services.idempotency import Body, RequestKey, answer_once, find_response, store_response
from app.services.webhooks import endpoints

M = TypeVar("M", bound=BaseModel)

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="Any unique text. A retry with the same key and body gets the first answer again, for 48 hours.",
    ),
]


async def _request_key(request: Request, idempotency_key: IdempotencyKey = None) -> RequestKey | None:
    if idempotency_key is None:
        return None
    fingerprint = hashlib.sha256(await request.body()).digest()
    return RequestKey(f"{request.method} {request.url.path}", idempotency_key, fingerprint)


RequestKeyDep = Annotated[RequestKey | None, Depends(_request_key)]
"""For endpoints that open their own transactions; the others take OnceDep."""


@dataclass(frozen=True, slots=True)
class Once:
    """Runs an effect in a transaction of its own; under a key only once, and its answer is given again."""

    transactions: Transactions
    principal: Principal
    key: RequestKey | None
    response: Response

    def __call__(self, model: type[M], effect: Callable[[Session], M], *, shown_once: str | None = None) -> M:
        """shown_once: a field of the answer that is a secret, and not kept: a replay raises AlreadyShown."""
        given: list[M] = []

        def give() -> Body:
            given.append(effect(session))
            return given[0].model_dump(mode="json", exclude={shown_once} if shown_once else None)

        with self.transactions() as session:
            if self.key is None:
                return effect(session)
            answer = answer_once(session, self.principal.project_id, self.key, give)
        if not answer.replayed:
            return given[0]
        if shown_once:
            raise AlreadyShown(
                f"the `{shown_once}` was in the first answer to this Idempotency-Key, and is not kept",
                id=answer.body["id"],
            )
        mark_replayed(self.response)
        return model.model_validate(answer.body)

    def was_answered(self) -> bool:
        """Whether there is an answer to give again: what has to be checked outside a transaction need not be, then."""
        if self.key is None:
            return False
        with self.transactions() as session:
            return find_response(session, self.principal.project_id, self.key) is not None


def mark_replayed(response: Response) -> None:
    response.headers["Idempotent-Replayed"] = "true"


async def _once(transactions: TransactionsDep, principal: PrincipalDep, key: RequestKeyDep, response: Response) -> Once:
    return Once(transactions, principal, key, response)


OnceDep = Annotated[Once, Depends(_once)]


Shown = TypeVar("Shown", NewWebhook, NewSecret)


@dataclass(frozen=True, slots=True)
class Revealing:
    """Runs an effect in a transaction of its own, as Once does; the field `secret` of its answer is not kept."""

    transactions: Transactions
    principal: Principal
    key: RequestKey | None
    response: Response
    encryptor: Encryptor

    def __call__(self, model: type[Shown], effect: Callable[[Session], Shown], id_of: Callable[[Body], str]) -> Shown:
        """id_of: the id of the answer's secret."""
        project_id = self.principal.project_id
        with self.transactions() as session:
            kept = find_response(session, project_id, self.key) if self.key else None
            if kept is not None:
                secret = endpoints.reveal_again(session, project_id, uuid.UUID(id_of(kept)), self.encryptor)
                mark_replayed(self.response)
                return model.model_validate({**kept, "secret": secret})
            answer = effect(session)
            if self.key:
                store_response(session, project_id, self.key, answer.model_dump(mode="json", exclude={"secret"}))
            return answer

    def reveal(self, secret: WebhookSecret) -> str:
        return endpoints.reveal(secret.id, secret.encrypted, self.encryptor)


async def _revealing(
    transactions: TransactionsDep,
    principal: PrincipalDep,
    key: RequestKeyDep,
    response: Response,
    settings: SettingsDep,
) -> Revealing:
    return Revealing(transactions, principal, key, response, endpoints.encryptor_of(settings))


RevealingDep = Annotated[Revealing, Depends(_revealing)]
