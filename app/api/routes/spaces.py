"""Search spaces: check one before a job uses it."""

from fastapi import APIRouter

from app.api.deps import SubmitterDep
from app.api.idempotency import IdempotentDep
from app.domain.errors import InvalidSpace, RequestInProgress, pointing_into
from app.schemas.spaces import NCodeLayout, SpaceQuestion, SpaceReport, SpaceSample
from app.services.spaces import compile_space, sample_space
from app.web.errors import documented

router = APIRouter(prefix="/v1/spaces", tags=["spaces"])


@router.post("/validate", responses=documented(InvalidSpace, RequestInProgress))
def validate_space(body: SpaceQuestion, _: SubmitterDep, idempotent: IdempotentDep) -> SpaceReport:
    """Exact size, NCode layout and random samples of a space; or what is wrong with it."""
    return _report(body) if idempotent.call.key is None else idempotent.run(SpaceReport, lambda _: _report(body))


def _report(body: SpaceQuestion) -> SpaceReport:
    with pointing_into("/space"):
        counter = compile_space(body.space.spec())
    samples = sample_space(counter, count=body.samples, seed=body.seed)
    return SpaceReport(
        size=str(counter.size), ncode=NCodeLayout.of(counter), samples=[SpaceSample.of(s) for s in samples]
    )
