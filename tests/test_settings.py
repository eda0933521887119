"""Settings: production is closed, names are checked."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.language_models import Checkpoint, Endpoint
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
        {"llms": {"x": ""}},
        {"llms": {"x": {}}},
        {"llms": {"x": {"checkpoint": "/models/x", "endpoint": "http://127.0.0.1/v1", "model": "m"}}},
        {"llms": {"x": {"endpoint": "http://127.0.0.1/v1"}}},
        {"llms": {"x": {"endpoint": "ftp://127.0.0.1/v1", "model": "m"}}},
        {"llms": {"x": {"endpoint": "http://127.0.0.1:99999/v1", "model": "m"}}},
        {"llms": {"x": {"endpoint": "http://127.0.0.1/v1?key=1", "model": "m"}}},
        {"llms": {"x": {"endpoint": "http://127.0.0.1/v1", "model": "m", "concurrency": 0}}},
        {"llms": {"x": {"endpoint": "http://127.0.0.1/v1", "model": "m", "timeout_s": 30}}, "round_claim_s": 30},
    ],
)
def test_bad_values_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings(environment="embedded", **values)


def test_any_postgres_url_means_psycopg() -> None:
    assert settings(environment="embedded").database_url.startswith("postgresql+psycopg://u:p@")


def test_a_language_model_is_a_checkpoint_or_an_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in URLS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LMSEARCHER_ENVIRONMENT", "embedded")
    monkeypatch.setenv(
        "LMSEARCHER_LLMS",
        '{"a": "/models/a", "b": {"checkpoint": "/models/b"},'
        ' "c": {"endpoint": "https://llm.example:8443/v1/", "model": "org/m", "api_key": "very-secret"}}',
    )
    llms = Settings().llms
    assert llms["a"] == Checkpoint(checkpoint="/models/a")
    assert llms["b"] == Checkpoint(checkpoint="/models/b")
    served = llms["c"]
    assert isinstance(served, Endpoint)
    assert (served.endpoint, served.model) == ("https://llm.example:8443/v1", "org/m")
    assert "very-secret" not in repr(llms)


@pytest.mark.parametrize(
    "mistake",
    [
        {"endpoint": "http://user:very-secret@127.0.0.1/v1", "model": "m"},
        {"endpoint": "http://127.0.0.1/v1", "api_key": "very-secret"},
        {"endpoint": "http://127.0.0.1/v1", "model": "m", "api_key": "very-secret\n"},
        {"endpoint": "http://not a host/v1", "model": "m", "api_key": "very-secret"},
        {"endpoint": "http://127.0.0.1/v1", "model": "m", "api_key": "very-secret", "unknown": 1},
        {"endpoint": "http://127.0.0.1/v1", "model": "m", "api_key": "very-secret", "timeout_s": 600},
    ],
)
def test_a_mistake_does_not_print_the_key(mistake: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        settings(environment="embedded", llms={"x": mistake})
    assert "very-secret" not in str(caught.value)
