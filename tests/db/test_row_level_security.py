"""Row-level security between projects: what Postgres shows to a transaction, whatever it asks for."""

import random
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, delete, func, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session, sessionmaker

from app.db.base import Base
from app.db.models import (
    DEFAULT_PROJECT_ID,
    ApiKey,
    AuditEvent,
    BrowserSession,
    Delivery,
    DeliveryAttempt,
    IdempotencyRecord,
    Job,
    Lease,
    Project,
    Round,
    StatelessRanking,
    Trial,
    WebhookEndpoint,
    WebhookSecret,
)
from app.db.session import SYSTEM_ROLE, TENANT_ROLE, SessionFactory, session_scope
from app.domain.events import EventType
from app.integrations.encryption import Encryptor
from app.services import rankings
from app.services.access import authentication
from app.services.access.principal import Principal, operator
from app.services.idempotency import RequestKey, store_response
from app.services.webhooks import deliveries, endpoints
from app.settings import Settings
from tests.builders import CELLS, utc_now
from tests.keys import new_key, new_project
from tests.requests_of_workers import lease_trials
from tests.services.search import add_job

SHARED = {"ranker_revision", "ranker_state", "worker"}
"""Tables of the service, not of a project."""


@pytest.fixture
def stranger(sessions: SessionFactory) -> uuid.UUID:
    """A second project."""
    return new_project(sessions)


@pytest.fixture
def job(sessions: SessionFactory, settings: Settings) -> Job:
    """A job of the default project, with a row in every table."""
    with sessions.begin() as session:
        job = add_job(session)
        lease_trials(session, DEFAULT_PROJECT_ID, job.id, worker="w", count=1, now=utc_now())
        question = rankings.read_task(CELLS, goal="maximize", history=[], candidates=["000000"], seed=0)
        rankings.request_ranking(session, DEFAULT_PROJECT_ID, question, ranker="surrogate", now=utc_now())
        store_response(session, DEFAULT_PROJECT_ID, RequestKey("POST /v1/jobs", "k", b""), {})
        _deliver(session, Encryptor.of(settings))
    key = new_key(sessions)
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        holder = Principal(DEFAULT_PROJECT_ID, key.row.public_id, frozenset(key.row.scopes))
        authentication.sign_in(session, holder, utc_now())
    return job


def _deliver(session: Session, encryptor: Encryptor) -> None:
    url, now = "https://receiver.example/", utc_now()
    webhook = endpoints.create_webhook(
        session, operator(DEFAULT_PROJECT_ID), encryptor, url=url, description=None, types=[*EventType], now=now
    )
    id_ = deliveries.ping(session, operator(DEFAULT_PROJECT_ID), webhook.endpoint.id, now).id
    deliveries.claim_deliveries(session, utc_now())
    outgoing = deliveries.read_delivery(session, DEFAULT_PROJECT_ID, id_, now)
    assert outgoing is not None
    deliveries.record_attempt(session, outgoing, deliveries.Attempt(500, None, 1), now, random.Random(1))


def test_every_table_of_a_project_is_secured(engine: Engine) -> None:
    tables = {*inspect(engine).get_table_names()} - SHARED - {"alembic_version"}
    with engine.connect() as connection:
        secured = connection.scalars(
            text("""
                SELECT relname FROM pg_class
                JOIN pg_policy AS tenant ON tenant.polrelid = pg_class.oid AND tenant.polname = 'tenant'
                    AND tenant.polroles = ARRAY[CAST(:tenant AS regrole)::oid]
                JOIN pg_policy AS system ON system.polrelid = pg_class.oid AND system.polname = 'system'
                    AND system.polroles = ARRAY[CAST(:system AS regrole)::oid]
                WHERE relrowsecurity
            """),
            {"tenant": TENANT_ROLE, "system": SYSTEM_ROLE},
        ).all()
        policies = connection.scalar(text("SELECT count(*) FROM pg_policy"))
    assert {*secured} == tables
    assert policies == 2 * len(tables)


OF_A_PROJECT = [
    *(Job, Trial, Round, Lease, StatelessRanking, IdempotencyRecord, ApiKey, AuditEvent),
    *(WebhookEndpoint, WebhookSecret, Delivery, DeliveryAttempt, BrowserSession),
]


@pytest.mark.parametrize("model", OF_A_PROJECT)
def test_a_project_sees_its_own_rows_only(
    sessions: SessionFactory, job: Job, stranger: uuid.UUID, model: type[Base]
) -> None:
    def seen_by(project_id: uuid.UUID | None) -> int:
        with session_scope(sessions, project_id) as session:
            return session.scalars(select(func.count()).select_from(model)).one()

    assert seen_by(DEFAULT_PROJECT_ID) == seen_by(None) > 0
    assert seen_by(stranger) == 0


def test_a_project_changes_its_own_rows_only(sessions: SessionFactory, job: Job, stranger: uuid.UUID) -> None:
    with session_scope(sessions, stranger) as session:
        assert session.execute(update(Job).values(name="taken")).rowcount == 0  # type: ignore[attr-defined]
        assert session.execute(delete(Trial)).rowcount == 0  # type: ignore[attr-defined]
        assert [p.id for p in session.scalars(select(Project))] == [stranger]


def test_a_project_writes_into_no_other(sessions: SessionFactory, job: Job, stranger: uuid.UUID) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), session_scope(sessions, stranger) as session:
        store_response(session, DEFAULT_PROJECT_ID, RequestKey("POST /v1/jobs", "other", b""), {})


def test_the_roles_are_bound(engine: Engine) -> None:
    query = text("SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole) FROM pg_roles WHERE rolname = ANY(:roles)")
    with engine.connect() as connection:
        assert connection.scalar(query, {"roles": [TENANT_ROLE, SYSTEM_ROLE]}) is False
        owned = text(
            "SELECT count(*) FROM pg_class JOIN pg_roles ON relowner = pg_roles.oid WHERE rolname = ANY(:roles)"
        )
        assert connection.scalar(owned, {"roles": [TENANT_ROLE, SYSTEM_ROLE]}) == 0


def test_the_tables_cannot_be_changed_in_kind(sessions: SessionFactory) -> None:
    for statement in (
        "ALTER TABLE job DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON job",
        "TRUNCATE job CASCADE",
    ):
        with pytest.raises(DBAPIError), session_scope(sessions, None) as session:
            session.execute(text(statement))


@pytest.fixture
def login_of_the_api(engine: Engine) -> Iterator[SessionFactory]:
    """As docs/operations.md has it: a member of the tenant's role, and of nothing else."""
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS test_api"))
        connection.execute(text(f"CREATE ROLE test_api LOGIN PASSWORD 'test' NOINHERIT IN ROLE {TENANT_ROLE}"))
    own = create_engine(engine.url.set(username="test_api", password="test"))  # noqa: S106 - gone after the test
    yield sessionmaker(own)
    own.dispose()
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE test_api"))


def test_a_login_of_the_api_alone_is_bound_too(login_of_the_api: SessionFactory, job: Job) -> None:
    with session_scope(login_of_the_api, DEFAULT_PROJECT_ID) as session:
        assert session.scalars(select(Job.id)).all() == [job.id]
    with pytest.raises(ProgrammingError, match="permission denied"), session_scope(login_of_the_api, None):
        pass
    with pytest.raises(ProgrammingError, match="permission denied"), login_of_the_api() as session:
        session.scalars(select(Job.id)).all()


def test_who_calls_is_looked_up_by_the_tenants_role_alone(engine: Engine, sessions: SessionFactory) -> None:
    """What sees past row-level security: these functions, whose search path only their owner can set, and only for
    the API."""
    with engine.connect() as connection:
        definers = connection.execute(
            text("""
                SELECT proname, proconfig, has_function_privilege(CAST(:tenant AS text), oid, 'EXECUTE'),
                    has_function_privilege(CAST(:system AS text), oid, 'EXECUTE')
                FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY proname
            """),
            {"tenant": TENANT_ROLE, "system": SYSTEM_ROLE},
        ).all()
    path = ["search_path=pg_catalog, pg_temp"]
    names = ("find_api_key", "find_browser_session", "find_lease", "note_api_key_use", "note_browser_session_use")
    assert [tuple(row) for row in definers] == [(name, path, True, False) for name in names]


def test_a_key_can_be_ended_and_not_be_changed(sessions: SessionFactory, job: Job) -> None:
    with session_scope(sessions, DEFAULT_PROJECT_ID) as session:
        session.execute(text("UPDATE api_key SET revoked_at = now()"))
    for change in (
        "UPDATE api_key SET scopes = '{admin}'",
        "UPDATE api_key SET secret_sha256 = ''",
        "DELETE FROM api_key",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            session_scope(sessions, DEFAULT_PROJECT_ID) as session,
        ):
            session.execute(text(change))


@pytest.mark.parametrize("change", ["UPDATE audit_event SET actor = 'nobody'", "DELETE FROM audit_event"])
def test_the_audit_log_only_grows(sessions: SessionFactory, job: Job, change: str) -> None:
    for project_id in (DEFAULT_PROJECT_ID, None):
        with pytest.raises(ProgrammingError, match="permission denied"), session_scope(sessions, project_id) as session:
            session.execute(text(change))
    with pytest.raises(ProgrammingError, match="neither changed nor deleted"), sessions.begin() as session:
        session.execute(text(change))  # the owner, whom no grant binds
