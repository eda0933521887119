"""Settings: production is closed, names are checked."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.settings import Settings

URLS = {"DATABASE_URL": "postgresql://u:p@127.0.0.1/db", "REDIS_URL": "redis://127.0.0.1/0"}


def settings(**values: Any) -> Settings:
    return Settings.model_validate({**URLS, **values})


def test_production_refuses_to_start_without_authentication() -> None:
    with pytest.raises(ValidationError, match="LMSEARCHER_API_KEY_SHA256"):
        settings(environment="production")
    assert settings(environment="embedded").api_key_sha256 is None


@pytest.mark.parametrize(
    "values",
    [
        {"api_key_sha256": "short"},
        {"DATABASE_URL": "sqlite://"},
        {"REDIS_URL": "http://127.0.0.1"},
        {"llms": {"Bad Name": "/models"}},
        {"stall_timeout_s": 0},
    ],
)
def test_bad_values_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings(environment="embedded", **values)


def test_any_postgres_url_means_psycopg() -> None:
    assert settings(environment="embedded").database_url.startswith("postgresql+psycopg://u:p@")
