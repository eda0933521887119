"""Search spaces: check one without creating a job."""

from fastapi import APIRouter

from app.api.deps import SlotDep, SubmitterDep
from app.api.idempotency import IdempotentDep
from app.domain.errors import InvalidSpace, RequestInProgress, TooManyWaiting, pointing_into
from app.schemas.spaces import NCodeLayout, SpaceRequest, SpaceResponse, SpaceSample
from app.services.spaces import compile_space, sample_space
from app.web.errors import documented

router = APIRouter(prefix="/v1/spaces", tags=["spaces"])


@router.post("/validate", responses=documented(InvalidSpace, RequestInProgress, TooManyWaiting))
def validate_space(body: SpaceRequest, _: SubmitterDep, idempotent: IdempotentDep, __: SlotDep) -> SpaceResponse:
    """Checks a search space: its exact size, NCode layout and random samples."""
    return _report(body) if idempotent.call.key is None else idempotent.run(SpaceResponse, lambda _: _report(body))


def _report(body: SpaceRequest) -> SpaceResponse:
    with pointing_into("/space"):
        counter = compile_space(body.space.spec())
    samples = sample_space(counter, count=body.samples, seed=body.seed)
    return SpaceResponse(
        size=str(counter.size), ncode=NCodeLayout.of(counter), samples=[SpaceSample.of(sample) for sample in samples]
    )
