"""One typed settings object, read from the environment at the edge of each process. See .env.example."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, FilePath, SecretStr, StringConstraints, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url

from app import secret_keys
from app.domain.keys import ENVIRONMENT_PATTERN
from app.language_models import Endpoint, LanguageModel

Seconds = Annotated[float, Field(gt=0, le=86_400)]


def _psycopg_url(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        msg = "DATABASE_URL must be a Postgres URL: postgresql://user:password@host:5432/database"
        raise ValueError(msg)
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _listed(value: Any) -> Any:
    """A list is written with commas: 10.0.0.0/8,192.168.0.0/16."""
    return [entry.strip() for entry in value.split(",") if entry.strip()] if isinstance(value, str) else value


def _readable_keys(keys: SecretStr) -> SecretStr:
    secret_keys.read(keys.get_secret_value())
    return keys


Ports = Annotated[tuple[Annotated[int, Field(ge=1, le=65_535)], ...], NoDecode, BeforeValidator(_listed)]
Subnets = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_listed)]


Quota = Annotated[int, Field(ge=0, le=1_000_000)]


Number = TypeVar("Number", int, float)


def _in_production(value: Number) -> Callable[[dict[str, Any]], Number]:
    """A default that the embedded mode does not have."""
    return lambda data: value if data.get("environment") == "production" else type(value)(0)


class Settings(BaseSettings):
    """Names in the environment: LMSEARCHER_<FIELD>, but DATABASE_URL and REDIS_URL as everybody calls them."""

    model_config = SettingsConfigDict(env_prefix="LMSEARCHER_", extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: Annotated[str, AfterValidator(_psycopg_url)] = Field(validation_alias="DATABASE_URL")
    redis_url: str = Field(validation_alias="REDIS_URL", pattern=r"^(rediss?|unix)://")

    environment: Literal["embedded", "production"] = "production"
    """embedded: loopback only, no key needed. production: every call needs one."""
    key_environment: Annotated[str, StringConstraints(pattern=ENVIRONMENT_PATTERN)] = "live"
    """The second word of new API keys: lmsk_<this>_..."""
    secret_keys: Annotated[SecretStr, AfterValidator(_readable_keys)] | None = None
    """Keys that encrypt webhook secrets at rest, `id:base64 of 32 bytes,...`: the first one encrypts, all decrypt."""

    public_url: Annotated[str, Field(pattern=r"^https?://[^/\s?#@]+(/[^\s?#]*[^/\s?#])?$", max_length=500)] | None = (
        None
    )
    """Where evaluators that are called reach this API, without a slash at the end."""
    outbound_allow_http: bool = False
    """Whether evaluators and webhooks may be called without TLS."""
    outbound_subnets: Subnets = ()
    """Networks outside the public internet that may be called."""
    outbound_ports: Ports = (443, 8443)
    outbound_subnet_ports: Ports = ()
    """Ports that are open in `outbound_subnets` as well."""
    outbound_ca_file: FilePath | None = None
    """PEM certificates of authorities to trust beside the system's, for receivers with certificates of one's own."""

    default_ranker: str = "compact"
    llms: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")], LanguageModel] = {}
    """Language models by name: a JSON object of checkpoints and endpoints. A job selects one as `llm:<name>`."""
    ranking_device: Literal["auto", "cpu", "cuda"] = "auto"
    warm_up: Literal["none", "default", "all"] = "all"
    """What a ranking worker loads before it takes rounds: nothing, the default ranker, or every configured ranker."""
    warm_up_s: Seconds = 600
    """Nothing more is loaded or downloaded after this time; what is left is loaded when a round asks for it."""
    hub_downloads: bool = False
    """Whether a starting ranking worker may download the checkpoints that `llms` names by hub id."""
    ranking_threads: Annotated[int, Field(ge=0, le=256)] = 0
    """CPU threads of a ranking worker; 0 leaves the choice to torch."""

    round_claim_s: Seconds = 30
    """A worker that does not record its round within this time loses it to another."""
    stall_timeout_s: Seconds = 60
    """A round that nobody ranked within this time is ended by the surrogate."""
    sweep_interval_s: Seconds = 2
    rankings_wait_s: Annotated[float, Field(gt=0, le=120)] = 20
    """How long POST /v1/rankings waits for a ranking worker before the surrogate answers."""

    quota_open_jobs: Quota = Field(default_factory=_in_production(100))
    """Jobs of a project that have not ended. Of this and the quotas below: 0 is without limit; the operator can give a
    project others; the embedded mode has none unless they are set."""
    quota_open_trials: Quota = Field(default_factory=_in_production(1_000))
    """Trials of a project that may run at a time: the sum of `max_parallel` over its open jobs."""
    quota_requests_per_s: Annotated[float, Field(ge=0, le=1e6)] = Field(default_factory=_in_production(100.0))
    """Calls of a project, in the long run."""
    quota_requests_burst: Annotated[int, Field(ge=1, le=1_000_000)] = 500
    """Calls of a project at once."""
    quota_ranking_s_per_hour: Annotated[float, Field(ge=0, le=1e6)] = Field(default_factory=_in_production(3_600.0))
    """Seconds that rankers work for a project within an hour; beyond it the surrogate decides its rounds."""

    pgbouncer: bool = False
    """Whether DATABASE_URL is the address of a PgBouncer."""
    database_pool_size: Annotated[int, Field(ge=1, le=200)] = 20
    max_waiting: Annotated[int, Field(ge=1, le=100_000)] = 500
    """Requests of a project that may wait for a trial or a ranking at a time, in each API process; and so many streams
    of events beside them."""
    event_stream_s: Seconds = 900
    """After this time a stream of events ends, and the client goes on with a new one."""
    max_body_bytes: Annotated[int, Field(ge=1_024, le=1 << 26)] = 4 << 20
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    access_log: bool = True
    """Whether the API logs a line for every request, at the level INFO."""

    @model_validator(mode="after")
    def _rankings_end_within_their_claim(self) -> Self:
        for name, source in self.llms.items():
            if isinstance(source, Endpoint) and source.timeout_s >= self.round_claim_s:
                msg = f"timeout_s of the language model {name!r} must be below LMSEARCHER_ROUND_CLAIM_S"
                raise ValueError(msg)
        return self
