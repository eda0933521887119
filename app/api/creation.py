"""Creating a job, however it was asked for: by a call of the API, or with the dashboard's form."""

from sqlalchemy.orm import Session

from app.api.idempotency import Once
from app.clock import database_now
from app.schemas.callbacks import CallbackEvaluation
from app.schemas.jobs import Job, JobCreate
from app.services import jobs
from app.services.access import audit
from app.services.access.quotas import default_quotas
from app.services.callbacks.settings import CallbackConfig, check_evaluation, first_secret
from app.services.rankings import require_ranker
from app.settings import Settings


def create_job(body: JobCreate, settings: Settings, once: Once) -> Job:
    """As once.principal. Raises InvalidInput, InvalidSpace, QuotaExceeded, RequestInProgress, NotConfigured."""
    principal = once.principal
    spec = body.spec(settings.default_ranker)
    require_ranker(settings, spec.strategy.ranker, "/strategy/ranker")
    encrypt_secrets = None
    if isinstance(body.evaluation, CallbackEvaluation):
        callback_config = CallbackConfig.of(settings)
        if not once.was_answered():
            check_evaluation(callback_config, spec.evaluation)
        encrypt_secrets = first_secret(callback_config, body.evaluation.secret.get_secret_value())

    def create(session: Session) -> Job:
        now, quotas = database_now(session), default_quotas(settings)
        created = jobs.create_job(
            session, principal.project_id, spec, now, encrypt_secrets=encrypt_secrets, quotas=quotas
        )
        audit.record(session, principal, "job.created", ("job", str(created.id)), {"name": created.name})
        return Job.of(jobs.describe_jobs(session, [created])[0])

    return once(Job, create)
