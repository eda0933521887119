"""The course of jobs from before it was kept."""

from alembic import command
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import sessionmaker

from app.db.models import DEFAULT_PROJECT_ID
from app.db.session import session_scope
from app.schema_version import alembic_config
from tests.servers import Servers
from tests.services.search import add_job, evaluate_all

_COURSE = text("SELECT best_so_far FROM trial WHERE observed IS NOT NULL ORDER BY observed")


def test_older_trials_get_it_from_the_migration(database_url: str, redis_url: str) -> None:
    url = Servers(database_url, redis_url).apart("courses", 0).database_url
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    try:
        with session_scope(sessionmaker(engine), DEFAULT_PROJECT_ID) as session:
            evaluate_all(session, add_job(session), outcomes=["failed"])
        with engine.connect() as connection:
            course = connection.scalars(_COURSE).all()
        assert course[0] is None
        assert len({*course[1:]}) > 1
        engine.dispose()
        config = alembic_config(url)
        command.downgrade(config, "0010")
        command.upgrade(config, "head")
        with engine.connect() as connection:
            assert connection.scalars(_COURSE).all() == course
    finally:
        engine.dispose()
