"""Answers that show a secret: kept without it under an `Idempotency-Key`, and shown again to the same request only."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Response
from sqlalchemy.orm import Session

from app.api.deps import PrincipalDep, SettingsDep, Transactions, TransactionsDep
from app.api.idempotency import RequestKeyDep, mark_replayed
from app.api.schemas.webhooks import NewSecret, NewWebhook
from app.db.models import WebhookSecret
from app.integrations.sealing import Sealer
from app.services import webhooks
from app.services.auth import Principal
from app.services.idempotency import Body, RequestKey, find_answer, keep_answer

Shown = TypeVar("Shown", NewWebhook, NewSecret)


@dataclass(frozen=True, slots=True)
class Revealing:
    """Runs an effect in a transaction of its own, as Once does; the field `secret` of its answer is not kept."""

    transactions: Transactions
    principal: Principal
    key: RequestKey | None
    response: Response
    sealer: Sealer

    def __call__(self, model: type[Shown], effect: Callable[[Session], Shown], id_of: Callable[[Body], str]) -> Shown:
        """id_of: the id of the answer's secret."""
        project_id = self.principal.project_id
        with self.transactions() as session:
            kept = find_answer(session, project_id, self.key) if self.key else None
            if kept is not None:
                secret = webhooks.reveal_again(session, project_id, uuid.UUID(id_of(kept)), self.sealer)
                mark_replayed(self.response)
                return model.model_validate({**kept, "secret": secret})
            answer = effect(session)
            if self.key:
                keep_answer(session, project_id, self.key, answer.model_dump(mode="json", exclude={"secret"}))
            return answer

    def reveal(self, secret: WebhookSecret) -> str:
        return webhooks.reveal(secret.id, secret.sealed, self.sealer)


async def _revealing(
    transactions: TransactionsDep,
    principal: PrincipalDep,
    key: RequestKeyDep,
    response: Response,
    settings: SettingsDep,
) -> Revealing:
    return Revealing(transactions, principal, key, response, webhooks.sealer_of(settings))


RevealingDep = Annotated[Revealing, Depends(_revealing)]
