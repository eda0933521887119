"""Creates jobs with their first trials."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.clock import database_now
from app.db.models import Job, Round
from app.db.repositories.jobs import JobRepository
from app.db.repositories.rounds import RoundRepository
from app.domain.errors import pointing_into
from app.domain.job_spec import JobSpec
from app.domain.lifecycle import JobState, RoundState, Source
from app.domain.ncode import format_ncode
from app.domain.pool import draw_uniform, pool_rng
from app.domain.quotas import NO_LIMITS, Quotas
from app.services.access import audit
from app.services.access.quotas import default_quotas, require_room
from app.services.callbacks.settings import CallbackConfig, EncryptSecrets, check_evaluation, first_secret
from app.services.idempotency import Answer, Body, IdempotentCall
from app.services.jobs import JobStatus, describe_job
from app.services.rankings import require_ranker
from app.services.rounds.rounds import queue_chosen_trials
from app.services.spaces import compile_space, space_digest
from app.services.webhooks import events
from app.settings import Settings


def submit_job(
    call: IdempotentCall,
    settings: Settings,
    spec: JobSpec,
    *,
    callback_secret: str | None,
    to_json: Callable[[JobStatus], Body],
) -> Answer[Body]:
    """Checks a job and creates it. Raises InvalidInput, InvalidSpace, QuotaExceeded and RequestInProgress.

    Args:
        call: The request of the caller.
        settings: The settings of the service.
        spec: The specification of the job.
        callback_secret: Signs the callbacks; None for a job without callbacks.
        to_json: Gives the response, which a repeated request gets again.
    """
    require_ranker(settings, spec.strategy.ranker, "/strategy/ranker")
    encrypt_secrets = None
    if callback_secret is not None:
        config = CallbackConfig.of(settings)
        if not call.was_answered():
            check_evaluation(config, spec.evaluation)
        encrypt_secrets = first_secret(config, callback_secret)

    def create(session: Session) -> Body:
        job = create_job(
            session,
            call.principal.project_id,
            spec,
            database_now(session),
            encrypt_secrets=encrypt_secrets,
            quotas=default_quotas(settings),
        )
        audit.record(session, call.principal, "job.created", ("job", str(job.id)), {"name": job.name})
        return to_json(describe_job(session, job))

    return call.run(create, to_json=lambda body: body, replay=lambda _, body: body)


def create_job(
    session: Session,
    project_id: uuid.UUID,
    spec: JobSpec,
    now: datetime,
    *,
    encrypt_secrets: EncryptSecrets | None = None,
    quotas: Quotas = NO_LIMITS,
) -> Job:
    """Stores a job with its warm-up round. Raises InvalidSpace and QuotaExceeded.

    Args:
        session: The transaction.
        project_id: The project of the job.
        spec: The specification of the job.
        now: The present time.
        encrypt_secrets: Gives the encrypted callback secrets; None for a job without callbacks.
        quotas: The quotas of projects that have none of their own.
    """
    with pointing_into("/space"):
        counter = compile_space(spec.space)
    budget = spec.budget
    job_id = uuid.uuid4()
    job = Job(
        id=job_id,
        project_id=project_id,
        name=spec.name,
        state=JobState.RUNNING,
        space=dict(spec.space),
        space_digest=space_digest(spec.space),
        space_size=str(counter.size),
        metric=spec.objective.metric,
        goal=spec.objective.goal,
        max_trials=budget.max_trials,
        max_parallel=budget.max_parallel,
        max_failures=budget.max_failures,
        deadline_s=budget.deadline_s,
        deadline_at=None if budget.deadline_s is None else now + timedelta(seconds=budget.deadline_s),
        strategy=spec.strategy.to_json(),
        evaluation=spec.evaluation.to_json(),
        callback_secrets=None if encrypt_secrets is None else encrypt_secrets(job_id),
        seed=spec.seed,
        tags=dict(spec.tags),
        created_at=now,
    )
    JobRepository(session).add(job)
    _warm_up(session, job, spec, now)
    require_room(session, project_id, quotas)
    events.job_started(session, job, now)
    return job


def _warm_up(session: Session, job: Job, spec: JobSpec, now: datetime) -> None:
    """Adds round 1, which is random. It has at least `max_parallel` trials, because no ranker has data yet."""
    counter = compile_space(spec.space)
    count = max(spec.strategy.warmup, job.max_parallel, 1)
    points = draw_uniform(
        counter,
        size=min(count, job.max_trials),
        seen=(),
        seen_count=0,
        rng=pool_rng(job.seed, 1),
    )
    codes = [format_ncode(counter.space, point) for point in points]
    job.rounds_planned = 1
    round_ = Round(
        project_id=job.project_id,
        job_id=job.id,
        number=1,
        state=RoundState.RANKED,
        source=Source.WARMUP,
        requested_ranker=spec.strategy.ranker,
        observation_window=0,
        trials_before=0,
        history_size=0,
        pool_codes=codes,
        chosen=list(range(len(codes))),
        planned_at=now,
        ranked_at=now,
    )
    RoundRepository(session).add(round_)
    queue_chosen_trials(session, job, round_, now)
