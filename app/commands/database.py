"""Access to the database for operators: the one of DATABASE_URL, or that of the stack on this machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app.clock import database_now
from app.db.session import make_engine, session_scope
from app.domain.errors import DomainError
from app.embedded.postgres import url_of_running
from app.environment import mistakes
from app.services.access.principal import Principal, operator
from app.services.access.projects import project_named
from app.settings import BrokerSettings, DatabaseSettings, Settings


@dataclass(frozen=True, slots=True)
class Context:
    """A transaction of one project with the operator's rights.

    Args:
        session: The transaction.
        principal: The operator.
        settings: The settings.
        now: The time of the transaction.
    """

    session: Session
    principal: Principal
    settings: Settings
    now: datetime


@contextmanager
def as_owner(data_dir: Path) -> Iterator[Session]:
    """A transaction of the database's owner, which sees all projects."""
    with owner_sessions(data_dir) as (_, sessions), sessions.begin() as session:
        yield session


@contextmanager
def in_project(data_dir: Path, name: str) -> Iterator[Context]:
    with owner_sessions(data_dir) as (settings, sessions):
        with sessions.begin() as session:
            project_id = project_named(session, name).id
        with session_scope(sessions, project_id) as session:
            yield Context(session, operator(project_id), settings, database_now(session))


@contextmanager
def owner_sessions(data_dir: Path) -> Iterator[tuple[Settings, sessionmaker[Session]]]:
    """The settings, and transactions of the database's owner.

    Errors that the operator can correct are shown without a traceback.
    """
    url = os.environ.get("DATABASE_URL") or url_of_running(data_dir / "postgres")
    if url is None:
        raise typer.BadParameter("set DATABASE_URL, or say with --data-dir where the stack of this machine runs")
    try:
        settings = Settings(
            database=DatabaseSettings(DATABASE_URL=url), broker=BrokerSettings(REDIS_URL="redis://unused")
        )
    except ValidationError as error:
        raise typer.BadParameter(mistakes(error)) from None
    engine = make_engine(settings)
    try:
        yield settings, sessionmaker(engine, expire_on_commit=False)  # shown after the commit
    except (DomainError, SQLAlchemyError) as error:
        typer.echo(f"error: {str(error).splitlines()[0]}", err=True)
        raise typer.Exit(1) from None
    finally:
        engine.dispose()
