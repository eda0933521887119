"""The state of the service."""

from fastapi import APIRouter, Request

from app.api.deps import ReaderDep, TransactionsDep
from app.clock import database_now
from app.domain.keys import Scope, allows
from app.queue import waiting_messages
from app.schemas.operations import OperationsModel
from app.services.operations import read_operations
from app.web.deps import SettingsDep
from app.web.errors import documented

router = APIRouter(prefix="/v1/operations", tags=["operations"])


@router.get("", responses=documented())
def get_operations(
    request: Request, transactions: TransactionsDep, principal: ReaderDep, settings: SettingsDep
) -> OperationsModel:
    """Queues and their age, workers, ranking latency, leases, callbacks, webhooks and rankers."""
    messages = waiting_messages(request.app.state.broker)
    with transactions() as session:
        found = read_operations(session, principal.project_id, settings, messages, database_now(session))
        return OperationsModel.of(found, version=request.app.version, with_names=allows(principal.scopes, Scope.ADMIN))
