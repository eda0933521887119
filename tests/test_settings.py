"""Settings: production is closed, names are checked."""

import re
from ipaddress import ip_network
from typing import Any

import pytest
from pydantic import ValidationError

from app.environment import unknown_variables
from app.language_models import Checkpoint, Endpoint
from app.settings import Settings
from tests.settings import URLS

ENVIRONMENT = {"DATABASE_URL": "postgresql://u:p@127.0.0.1/db", "REDIS_URL": "redis://127.0.0.1/0"}


def settings(**values: Any) -> Settings:
    return Settings.model_validate({**URLS, **values})


def test_production_is_the_default() -> None:
    assert settings().environment == "production"


@pytest.mark.parametrize(
    "values",
    [
        {"key_environment": "Live_1"},
        {"database": {"url": "sqlite://"}},
        {"broker": {"url": "http://127.0.0.1"}},
        {"ranking": {"llms": {"Bad Name": "/models"}}},
        {"ranking": {"stall_timeout_s": 0}},
        {"ranking": {"llms": {"x": ""}}},
        {"ranking": {"llms": {"x": {}}}},
        {"ranking": {"llms": {"x": {"checkpoint": "/models/x", "endpoint": "http://127.0.0.1/v1", "model": "m"}}}},
        {"ranking": {"llms": {"x": {"endpoint": "http://127.0.0.1/v1"}}}},
        {"ranking": {"llms": {"x": {"endpoint": "ftp://127.0.0.1/v1", "model": "m"}}}},
        {"ranking": {"llms": {"x": {"endpoint": "http://127.0.0.1:99999/v1", "model": "m"}}}},
        {"ranking": {"llms": {"x": {"endpoint": "http://127.0.0.1/v1?key=1", "model": "m"}}}},
        {"ranking": {"llms": {"x": {"endpoint": "http://127.0.0.1/v1", "model": "m", "concurrency": 0}}}},
        {"ranking": {"llms": {"x": {"endpoint": "http://127.0.0.1/v1", "model": "m", "timeout_s": 30}}, "claim_s": 30}},
        {"outbound": {"subnets": "10.0.0.1/8"}},
        {"outbound": {"subnets": "10.0.0.0/8 fd00::/8"}},
        {"outbound": {"ports": "443,https"}},
        {"outbound": {"ports": "65536"}},
        {"outbound": {"ca_file": "/no/such/file.pem"}},
    ],
)
def test_bad_values_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings(environment="embedded", **values)


def test_any_postgres_url_means_psycopg() -> None:
    assert settings(environment="embedded").database.url.startswith("postgresql+psycopg://u:p@")


def test_a_language_model_is_a_checkpoint_or_an_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LMSEARCHER_ENVIRONMENT", "embedded")
    monkeypatch.setenv(
        "LMSEARCHER_RANKING_LLMS",
        '{"a": "/models/a", "b": {"checkpoint": "/models/b"},'
        ' "c": {"endpoint": "https://llm.example:8443/v1/", "model": "org/m", "api_key": "very-secret"}}',
    )
    llms = Settings().ranking.llms
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
        settings(environment="embedded", ranking={"llms": {"x": mistake}})
    assert "very-secret" not in str(caught.value)


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LMSEARCHER_ENVIRONMENT", "embedded")
    monkeypatch.setenv("LMSEARCHER_OUTBOUND_SUBNETS", "10.0.0.0/8, fd00::/8")
    monkeypatch.setenv("LMSEARCHER_OUTBOUND_SUBNET_PORTS", "9000")
    read = Settings()
    assert read.outbound.subnets == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert (read.outbound.ports, read.outbound.subnet_ports) == ((443, 8443), (9000,))


@pytest.mark.parametrize(
    "keys",
    [
        "",
        "dmVyeS1zZWNyZXQ=",
        "k1:dmVyeS1zZWNyZXQ=",
        "K1:" + "A" * 43 + "=",
        "k1:" + "A" * 43,
        "k1:" + "A" * 43 + "=,",
        "k1:" + "A" * 43 + "=,k1:" + "B" * 43 + "=",
        "k1:very-secret",
    ],
)
def test_a_mistake_in_the_secret_keys_is_named_without_printing_them(keys: str) -> None:
    with pytest.raises(ValidationError, match="of the secret keys") as caught:
        settings(environment="embedded", secret_keys=keys)
    assert not {"AAAA", "dmVyeS1zZWNyZXQ", "very-secret"} & set(re.findall(r"[\w-]+", str(caught.value)))
    assert "AAAA" not in str(caught.value)


def test_secret_keys_are_not_shown() -> None:
    keys = "k2:" + "B" * 43 + "=,k1:" + "A" * 43 + "="
    assert "BBBB" not in repr(settings(environment="embedded", secret_keys=keys))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite://"),
        ("LMSEARCHER_ENVIRONMENT", "test"),
        ("LMSEARCHER_QUOTA_OPEN_JOBS", "many"),
        ("LMSEARCHER_RANKING_STALL_TIMEOUT_S", "0"),
        ("LMSEARCHER_RANKING_LLMS", '{"a": "/models/a"'),
    ],
)
def test_an_error_names_the_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    for variable, text in {**ENVIRONMENT, name: value}.items():
        monkeypatch.setenv(variable, text)
    with pytest.raises(ValidationError, match=rf"\n{name}\n"):
        Settings()


def test_no_other_variable_sets_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, text in ENVIRONMENT.items():
        monkeypatch.setenv(variable, text)
    expected = Settings()
    for variable in ("URL", "LEVEL", "PORTS", "LLMS", "OPEN_JOBS", "DATABASE", "QUOTA", "LMSEARCHER_LOG"):
        monkeypatch.setenv(variable, "{}")
    monkeypatch.setenv("ENVIRONMENT", "embedded")
    monkeypatch.setenv("ALLOW_HTTP", "true")
    monkeypatch.setenv("LOG", '{"level": "DEBUG"}')
    assert Settings() == expected


def test_unknown_variables_are_found_with_the_nearest_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = ("LMSEARCHER_OUTBOUND_PORT", "LMSEARCHER_WARM_UP_S", "LMSEARCHER_LOG")
    known = ("LMSEARCHER_QUOTA_OPEN_JOBS", "LMSEARCHER_URL", "LMSEARCHER_PORT", "LMSEARCHER_TEST_SEED")
    for variable in unknown + known:
        monkeypatch.setenv(variable, "1")
    assert unknown_variables(Settings) == {
        "LMSEARCHER_LOG": "LMSEARCHER_LOG_LEVEL",
        "LMSEARCHER_OUTBOUND_PORT": "LMSEARCHER_OUTBOUND_PORTS",
        "LMSEARCHER_WARM_UP_S": "LMSEARCHER_RANKING_WARM_UP_S",
    }


def test_the_embedded_mode_has_only_the_quotas_that_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, text in {**ENVIRONMENT, "LMSEARCHER_ENVIRONMENT": "embedded"}.items():
        monkeypatch.setenv(variable, text)
    monkeypatch.setenv("LMSEARCHER_QUOTA_OPEN_JOBS", "7")
    quota = Settings().quota
    assert (quota.open_jobs, quota.open_trials, quota.requests_per_s, quota.ranking_s_per_hour) == (7, 0, 0, 0)
