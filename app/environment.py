"""How settings are read from the environment: in groups, each field from one variable, which errors name."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import structlog
from pydantic import AliasGenerator, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

_PREFIX = "LMSEARCHER_"
NO_SETTINGS = {
    *("LMSEARCHER_URL", "LMSEARCHER_API_KEY"),  # of the client
    *("LMSEARCHER_BIND", "LMSEARCHER_PORT", "LMSEARCHER_MODELS_DIR"),  # of docker-compose.yml, which passes all of .env
    "LMSEARCHER_TABLES",  # of the benchmarks
}
_OF_TESTS = "LMSEARCHER_TEST_"

_log = structlog.get_logger(__name__)


def read_as(prefix: str) -> SettingsConfigDict:
    """The configuration of a group: each field is read from the variable `prefix` + its name."""
    names = AliasGenerator(validation_alias=lambda field: prefix + field.upper())
    return SettingsConfigDict(
        alias_generator=names, populate_by_name=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )


class Group(BaseSettings):
    """Settings that belong together."""

    @classmethod
    def variables(cls) -> Iterator[tuple[str, FieldInfo]]:
        """Yields each variable with the field that it sets, groups within included, in the order of the code."""
        for field in cls.model_fields.values():
            if isinstance(field.annotation, type) and issubclass(field.annotation, Group):
                yield from field.annotation.variables()
            else:
                yield str(field.validation_alias), field

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Reads these variables alone: with `populate_by_name`, a variable ENVIRONMENT would also set `environment`."""
        environment = EnvSettingsSource(settings_cls)
        names = {name.lower() for name, _ in cls.variables()}
        environment.env_vars = {name: value for name, value in environment.env_vars.items() if name in names}
        return init_settings, environment


def unknown_variables(settings: type[Group]) -> dict[str, str]:
    """Returns the variables LMSEARCHER_... that nothing reads, each with the name of the nearest setting."""
    names = [name for name, _ in settings.variables()]
    return {
        name: get_close_matches(name, names, n=1, cutoff=0)[0]
        for name in sorted(map(str.upper, os.environ))
        if name.startswith(_PREFIX) and not name.startswith(_OF_TESTS) and name not in {*names, *NO_SETTINGS}
    }


def log_unknown_variables(settings: type[Group]) -> None:
    """Logs a warning for each. Kubernetes, for one, sets variables that are named after its services: no error."""
    for name, nearest in unknown_variables(settings).items():
        _log.warning("settings.unknown", variable=name, nearest=nearest)


def mistakes(error: ValidationError) -> str:
    """Returns the errors in one line, each after its variable, without the values, which may be secret."""
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in errors)
