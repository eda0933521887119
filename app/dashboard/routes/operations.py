"""The state of the service: queues, workers, rankers."""

from fastapi import APIRouter, Request, Response

from app.clock import database_now
from app.dashboard.access import TransactionsDep, ViewerDep
from app.dashboard.rendering import page
from app.domain.keys import Scope, allows
from app.queue import waiting_messages
from app.schemas.operations import OperationsModel
from app.services.operations import read_operations

router = APIRouter(prefix="/dashboard/operations")


@router.get("")
def show_operations(request: Request, viewer: ViewerDep, transactions: TransactionsDep) -> Response:
    messages = waiting_messages(request.app.state.broker)
    with transactions() as session:
        found = read_operations(session, viewer.project_id, request.app.state.settings, messages, database_now(session))
        shown = OperationsModel.of(found, version=request.app.version, with_names=allows(viewer.scopes, Scope.ADMIN))
    return page(request, "operations.html", {"section": "operations", "found": shown})
