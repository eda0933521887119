"""The settings, in groups and with types. Each process reads them once from the environment. See docs/settings.md."""

import json
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    FilePath,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode
from sqlalchemy import make_url

from app import secret_keys
from app.domain.keys import ENVIRONMENT_PATTERN
from app.environment import Group, read_as
from app.language_models import Endpoint, LanguageModel

Seconds = Annotated[float, Field(gt=0, le=86_400)]


def _psycopg_url(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        msg = "DATABASE_URL must be a Postgres URL: postgresql://user:password@host:5432/database"
        raise ValueError(msg)
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _listed(value: Any) -> Any:
    """The entries of a list that is written with commas, such as 10.0.0.0/8,192.168.0.0/16."""
    return [entry.strip() for entry in value.split(",") if entry.strip()] if isinstance(value, str) else value


def _parsed(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        msg = f"not JSON: {error}"
        raise ValueError(msg) from None


def _readable_keys(keys: SecretStr) -> SecretStr:
    secret_keys.read(keys.get_secret_value())
    return keys


Ports = Annotated[tuple[Annotated[int, Field(ge=1, le=65_535)], ...], NoDecode, BeforeValidator(_listed)]
Subnets = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_listed)]
ModelName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
LanguageModels = Annotated[dict[ModelName, LanguageModel], NoDecode, BeforeValidator(_parsed)]
Quota = Annotated[int, Field(ge=0, le=1_000_000)]


class DatabaseSettings(Group):
    model_config = read_as("LMSEARCHER_DATABASE_")

    url: Annotated[str, AfterValidator(_psycopg_url)] = Field(
        validation_alias="DATABASE_URL",
        description="Where Postgres is: `postgresql://user:password@host:5432/database`.",
    )
    pool_size: Annotated[int, Field(ge=1, le=200)] = Field(
        20, description="Connections that each process keeps open; it may open as many more under load."
    )
    pgbouncer: bool = Field(default=False, description="Whether `DATABASE_URL` is the address of a PgBouncer.")


class BrokerSettings(Group):
    model_config = read_as("LMSEARCHER_BROKER_")

    url: str = Field(
        validation_alias="REDIS_URL",
        pattern=r"^(rediss?|unix)://",
        description="Where Valkey or Redis is: `redis://:password@host:6379/0`.",
    )
    sweep_interval_s: Seconds = Field(2, description="Seconds between two sweeps, which repair lost messages.")


class OutboundSettings(Group):
    model_config = read_as("LMSEARCHER_OUTBOUND_")

    allow_http: bool = Field(default=False, description="Whether callbacks and webhooks may be sent without TLS.")
    subnets: Subnets = Field((), description="Networks outside the public internet that may receive requests.")
    ports: Ports = Field((443, 8443), description="Ports that may receive requests.")
    subnet_ports: Ports = Field((), description="Further ports, open in these subnets only.")
    ca_file: FilePath | None = Field(None, description="PEM certificates of authorities to trust beside the system's.")


class ApiSettings(Group):
    model_config = read_as("LMSEARCHER_API_")

    processes: Annotated[int, Field(ge=1, le=64)] = Field(
        1, description="API processes that `lmsearcher-server up` and the image start. They share a port."
    )


class RankingSettings(Group):
    model_config = read_as("LMSEARCHER_RANKING_")

    default: str = Field("compact", description="The ranker of jobs that name none.")
    llms: LanguageModels = Field(
        {},
        description="Language models by name: a JSON object of checkpoints and endpoints. A job selects one as "
        "`llm:<name>`.",
    )
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="Where checkpoints are computed.")
    threads: Annotated[int, Field(ge=0, le=256)] = Field(
        0, description="CPU threads of a ranking worker; 0 leaves the choice to torch."
    )
    warm_up: Literal["none", "default", "all"] = Field(
        "all",
        description="What a ranking worker loads before it takes rounds: no ranker, the default one, or all.",
    )
    warm_up_s: Seconds = Field(
        600, description="Seconds after which the warm-up loads nothing more; a round then loads what it needs."
    )
    hub_downloads: bool = Field(
        default=False,
        description="Whether a starting ranking worker may download checkpoints that are named by hub id.",
    )
    claim_s: Seconds = Field(
        30, description="Seconds after which a round that its worker has not recorded may go to another worker."
    )
    stall_timeout_s: Seconds = Field(
        60, description="Seconds after which the surrogate ranks a round that no worker has ranked."
    )
    wait_s: Annotated[float, Field(gt=0, le=120)] = Field(
        20, description="Seconds that `POST /v1/rankings` waits for a ranking worker before the surrogate answers."
    )

    @model_validator(mode="after")
    def _rankings_end_within_their_claim(self) -> Self:
        for name, source in self.llms.items():
            if isinstance(source, Endpoint) and source.timeout_s >= self.claim_s:
                msg = f"timeout_s of the language model {name!r} must be below LMSEARCHER_RANKING_CLAIM_S"
                raise ValueError(msg)
        return self


class QuotaSettings(Group):
    """The quotas of projects that have none of their own; 0 means no limit."""

    model_config = read_as("LMSEARCHER_QUOTA_")

    open_jobs: Quota = Field(100, description="Jobs of a project that have not ended.")
    open_trials: Quota = Field(
        1_000, description="Trials of a project that may run at a time: the sum of `max_parallel` of its open jobs."
    )
    requests_per_s: Annotated[float, Field(ge=0, le=1e6)] = Field(
        100.0, description="Requests of a project a second, in the long run."
    )
    requests_burst: Annotated[int, Field(ge=1, le=1_000_000)] = Field(500, description="Requests of a project at once.")
    ranking_s_per_hour: Annotated[float, Field(ge=0, le=1e6)] = Field(
        3_600.0,
        description="Seconds that rankers work for a project within an hour; beyond it the surrogate ranks its rounds.",
    )


class LimitSettings(Group):
    model_config = read_as("LMSEARCHER_LIMITS_")

    max_waiting: Annotated[int, Field(ge=1, le=100_000)] = Field(
        500,
        description="Requests of a project that may wait at a time for a trial or a ranking, in each API process; and "
        "as many event streams beside them.",
    )
    event_stream_s: Seconds = Field(
        900, description="Seconds after which an event stream ends, and the client opens a new one."
    )
    max_body_bytes: Annotated[int, Field(ge=1_024, le=1 << 26)] = Field(
        4 << 20, description="The longest request body."
    )


class LogSettings(Group):
    model_config = read_as("LMSEARCHER_LOG_")

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="The least level that is logged.")
    access: bool = Field(default=True, description="Whether the API logs a line for every request, at the level INFO.")


class Settings(Group):
    model_config = read_as("LMSEARCHER_")

    environment: Literal["embedded", "production"] = Field(
        "production",
        description="`embedded`: on this machine only, no key needed. `production`: every request needs a key.",
    )
    key_environment: Annotated[str, StringConstraints(pattern=ENVIRONMENT_PATTERN)] = Field(
        "live",
        description="The second word of new API keys: `lmsk_<this>_...`. One for each installation, a-z and 0-9.",
    )
    secret_keys: Annotated[SecretStr, AfterValidator(_readable_keys)] | None = Field(
        None,
        description="Keys that encrypt webhook secrets at rest: `id:base64 of 32 bytes,...`. The first encrypts, all "
        "decrypt.",
    )
    public_url: Annotated[str, Field(pattern=r"^https?://[^/\s?#@]+(/[^\s?#]*[^/\s?#])?$", max_length=500)] | None = (
        Field(None, description="Where evaluators reach this API to report on callbacks, without a slash at the end.")
    )
    api: ApiSettings = Field(default_factory=ApiSettings)
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    broker: BrokerSettings = Field(default_factory=BrokerSettings)
    outbound: OutboundSettings = Field(default_factory=OutboundSettings)
    ranking: RankingSettings = Field(default_factory=RankingSettings)
    quota: QuotaSettings = Field(default_factory=QuotaSettings, validate_default=True)
    limits: LimitSettings = Field(default_factory=LimitSettings)
    log: LogSettings = Field(default_factory=LogSettings)

    @field_validator("quota")
    @classmethod
    def _only_quotas_that_are_set(cls, quota: QuotaSettings, info: ValidationInfo) -> QuotaSettings:
        """The embedded mode has no limits by default."""
        if info.data.get("environment") == "production":
            return quota
        limited = {"open_jobs", "open_trials", "requests_per_s", "ranking_s_per_hour"} - quota.model_fields_set
        return quota.model_copy(update=dict.fromkeys(limited, 0))
