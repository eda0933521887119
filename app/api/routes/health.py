"""Liveness and readiness. They need no key, and contain no data of any project."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from redis import Redis
from redis.exceptions import RedisError

from app.web.deps import DatabaseDep

router = APIRouter(tags=["health"])


class Liveness(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Not ready without the database. Without the broker requests are accepted, and ranked once it is back."""

    status: Literal["ok", "degraded", "unavailable"]
    database: bool
    broker: bool


@router.get("/livez")
async def livez() -> Liveness:
    """Whether the process is alive."""
    return Liveness()


@router.get("/readyz", responses={503: {"model": Readiness}})
def readyz(request: Request, response: Response, database: DatabaseDep) -> Readiness:
    """Whether database and broker are reachable."""
    reachable, broker = database.answers(), _ping(request.app.state.broker)
    if not reachable:
        response.status_code = 503
    status: Literal["ok", "degraded", "unavailable"] = "ok" if broker else "degraded"
    return Readiness(status=status if reachable else "unavailable", database=reachable, broker=broker)


def _ping(broker: Redis) -> bool:
    try:
        return bool(broker.ping())
    except RedisError:
        return False
