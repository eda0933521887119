"""Settings for tests: of given servers, or some with changes."""

from collections.abc import Mapping
from typing import Any

from pydantic_settings import BaseSettings

from app.settings import BrokerSettings, DatabaseSettings, Settings
from tests.servers import Servers


def settings_of(servers: Servers, **values: Any) -> Settings:
    return Settings(
        database=DatabaseSettings(DATABASE_URL=servers.database_url),
        broker=BrokerSettings(REDIS_URL=servers.redis_url),
        **values,
    )


URLS = {"database": {"url": "postgresql://u:p@127.0.0.1/db"}, "broker": {"url": "redis://127.0.0.1/0"}}
"""The settings that every process needs, as Settings.model_validate takes them."""

EMBEDDED = settings_of(Servers("postgresql://unused", "redis://unused"), environment="embedded")
"""Of servers that are not used."""


def changed(settings: Settings, **changes: Any) -> Settings:
    """The settings with other values, without validation. A group takes a mapping: `quota={"open_jobs": 1}`."""
    update = {name: _changed(getattr(settings, name), value) for name, value in changes.items()}
    return settings.model_copy(update=update)


def _changed(old: object, new: object) -> object:
    return old.model_copy(update=new) if isinstance(old, BaseSettings) and isinstance(new, Mapping) else new
