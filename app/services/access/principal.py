"""Who makes a request: an API key, a lease token, a signed-in browser, the operator or the service itself."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import InsufficientScope
from app.domain.keys import ALL_SCOPES, Scope, allows


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller: everything it sees belongs to its project.

    actor: a key's public id, or "embedded", "operator", "service", "lease". trial_id: the only trial that a lease
    token opens. address, request_id: where the call comes from, for the audit log. quotas: the project's own.
    """

    project_id: uuid.UUID
    actor: str
    scopes: frozenset[str]
    trial_id: uuid.UUID | None = None
    address: str | None = None
    request_id: str | None = None
    quotas: Mapping[str, Any] = field(default_factory=dict)

    def require(self, scope: Scope) -> None:
        """Raises InsufficientScope."""
        if not allows(self.scopes, scope):
            raise InsufficientScope(f"this needs the scope `{scope}`, which the key does not have", scope=scope.value)


def operator(project_id: uuid.UUID) -> Principal:
    """Who works at the command line, with the database's own credentials."""
    return Principal(project_id, "operator", ALL_SCOPES)


def service(project_id: uuid.UUID) -> Principal:
    """This service itself, where it does on its own what people do otherwise."""
    return Principal(project_id, "service", frozenset())
