"""A new job: from the form, from JSON, or as a copy of another job; with a check of its space."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError

from app.dashboard.access import FormDep, SlotDep, SubmitterDep, TransactionsDep
from app.dashboard.job_form import EXAMPLE, FRESH, Values, body_of, read_json, sorted_in, values_of, written_body
from app.dashboard.rendering import page
from app.domain.errors import DomainError, FieldProblem, InvalidInput
from app.schemas.jobs import EXAMPLE_JOB, JobCreate
from app.schemas.spaces import NCodeLayout, Space, SpaceSample
from app.services import jobs
from app.services.idempotency import IdempotentCall, RequestKey
from app.services.job_creation import submit_job
from app.services.rankings import list_rankers
from app.services.spaces import compile_space, sample_space
from app.services.transactions import Transactions
from app.settings import Settings
from app.web.deps import SettingsDep
from app.web.errors import KINDS, field_problem

SAMPLES = 3

Mode = Literal["fields", "json"]
Model = TypeVar("Model", bound=BaseModel)

router = APIRouter(prefix="/dashboard")


@dataclass(frozen=True, slots=True)
class Checked:
    """Size, layout and samples of a space; or its problems."""

    size: str = ""
    layout: Sequence[tuple[str, int]] = ()
    samples: Sequence[SpaceSample] = ()
    problems: Sequence[FieldProblem] = ()

    @property
    def widths(self) -> list[int]:
        return [width for _, width in self.layout]


@dataclass(frozen=True, slots=True)
class Typed:
    """The content of the form. `once` identifies this form: sending it twice creates one job."""

    values: Values
    mode: Mode = "fields"
    once: str = field(default_factory=lambda: secrets.token_urlsafe(16))


class FormQuery(BaseModel):
    """`like` is a job to copy."""

    mode: Mode = "fields"
    like: uuid.UUID | None = None


@router.get("/jobs/new")
def show_form(
    request: Request,
    viewer: SubmitterDep,
    settings: SettingsDep,
    transactions: TransactionsDep,
    query: Annotated[FormQuery, Query()],
) -> Response:
    values, callbacks = {**FRESH, "space": EXAMPLE, "body": written_body(EXAMPLE_JOB)}, False
    if query.like is not None:
        with transactions() as session:
            job = jobs.get_job(session, viewer.project_id, query.like)
            values, callbacks = {**values_of(job)}, job.uses_callbacks
        values["body"] = written_body(body_of(values))
    return _show(request, settings, transactions, Typed(values, query.mode), callbacks=callbacks)


@router.post("/jobs")
def send_form(
    request: Request,
    viewer: SubmitterDep,
    settings: SettingsDep,
    transactions: TransactionsDep,
    form: FormDep,
    _: SlotDep,
) -> Response:
    """Redirects to the page of the new job; or shows the form again, with its content and the problems."""
    values = {name: value for name, value in form.items() if isinstance(value, str)}
    typed = Typed(values, "json" if values.get("mode") == "json" else "fields", values.get("once", "")[:100])
    try:
        body = read_json(values.get("body", ""), "") if typed.mode == "json" else body_of(values)
        if "check" in values:
            space = body.get("space") if isinstance(body, dict) else None
            return _show(request, settings, transactions, typed, checked=_check(space))
        request_body = _read(JobCreate, body)
        digest = hashlib.sha256(json.dumps([typed.once, body]).encode())
        key = RequestKey("POST /dashboard/jobs", digest.hexdigest(), digest.digest())
        answer = submit_job(
            IdempotentCall(transactions, viewer, key),
            settings,
            request_body.spec(settings.ranking.default),
            callback_secret=request_body.callback_secret(),
            to_json=lambda status: {"id": str(status.job.id)},
        )
    except DomainError as error:
        status = next(status for kind, (status, _, _) in KINDS.items() if isinstance(error, kind))
        problems = error.problems or (FieldProblem("", error.detail, ""),)
        return _show(request, settings, transactions, typed, problems=problems, status=status)
    return RedirectResponse(f"/dashboard/jobs/{answer.value['id']}", 303)


@router.post("/spaces/check")
def check_space(request: Request, _: SubmitterDep, form: FormDep, __: SlotDep) -> Response:
    """A part of the page, for static/new_job.js, which checks while the user types."""
    typed = form.get("space")
    try:
        checked = _check(read_json(typed if isinstance(typed, str) else "", ""))
    except InvalidInput as error:
        checked = Checked(problems=error.problems)
    return page(request, "space_check.html", {"checked": checked})


def _check(space: Any) -> Checked:
    try:
        counter = compile_space(_read(Space, space).spec())
    except InvalidInput as error:
        return Checked(problems=error.problems)
    names = [dimension.name for dimension in counter.space.dimensions]
    layout = list(zip(names, NCodeLayout.of(counter).widths, strict=True))
    samples = [SpaceSample.of(sample) for sample in sample_space(counter, count=SAMPLES, seed=0)]
    return Checked(f"{counter.size:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"), layout, samples)


def _read(model: type[Model], body: Any) -> Model:
    """The body as this model. Raises InvalidInput with the pointers that the API would give."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        found = [field_problem({**item, "loc": ("body", *item["loc"])}, body) for item in error.errors()[:20]]
        raise InvalidInput("some fields are invalid", problems=found) from None


def _show(
    request: Request,
    settings: Settings,
    transactions: Transactions,
    typed: Typed,
    *,
    problems: Sequence[FieldProblem] = (),
    checked: Checked | None = None,
    callbacks: bool = False,
    status: int = 200,
) -> Response:
    with transactions() as session:
        rankers = list_rankers(session, settings)
        return page(
            request,
            "new_job.html",
            {
                "section": "jobs",
                "typed": typed,
                "values": typed.values,
                "problems": sorted_in(tuple(problems)),
                "all_problems": problems,
                "checked": checked,
                "rankers": rankers,
                "callbacks": callbacks,
                "example": EXAMPLE,
            },
            status=status,
        )
