"""Liveness and readiness. Open to everybody: they say nothing about anyone's data."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

router = APIRouter(tags=["health"])


class Liveness(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Not ready without the database. Without the broker everything is accepted, and ranked once it is back."""

    status: Literal["ok", "degraded", "unavailable"]
    database: bool
    broker: bool


@router.get("/livez")
async def livez() -> Liveness:
    """The process answers."""
    return Liveness()


@router.get("/readyz", responses={503: {"model": Readiness}})
def readyz(request: Request, response: Response) -> Readiness:
    """Database and broker answer."""
    try:
        with request.app.state.sessions() as session:
            session.execute(text("SELECT 1"))
        database = True
    except SQLAlchemyError:
        database = False
    broker = _ping(request.app.state.broker)
    if not database:
        response.status_code = 503
    status: Literal["ok", "degraded", "unavailable"] = "ok" if broker else "degraded"
    return Readiness(status=status if database else "unavailable", database=database, broker=broker)


def _ping(broker: Redis) -> bool:
    try:
        return bool(broker.ping())
    except RedisError:
        return False
