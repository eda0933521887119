"""The caller of a request: an API key, a lease token, a browser session, the operator or the service itself."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import InsufficientScope
from app.domain.keys import ALL_SCOPES, Scope, allows


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller. Everything that it sees belongs to its project.

    Args:
        project_id: The project.
        actor: The public id of a key, or "embedded", "operator", "service" or "lease".
        scopes: What the caller may do.
        trial_id: The only trial that a lease token gives access to.
        address: The network address of the request, for the audit log.
        request_id: The id of the request, for the audit log.
        quotas: The project's own quotas.
    """

    project_id: uuid.UUID
    actor: str
    scopes: frozenset[str]
    trial_id: uuid.UUID | None = None
    address: str | None = None
    request_id: str | None = None
    quotas: Mapping[str, Any] = field(default_factory=dict)

    def require(self, scope: Scope) -> None:
        """Raises InsufficientScope if the caller does not have this scope."""
        if not allows(self.scopes, scope):
            raise InsufficientScope(f"this needs the scope `{scope}`, which the key does not have", scope=scope.value)


def operator(project_id: uuid.UUID) -> Principal:
    """The operator at the command line, who has the database's own credentials."""
    return Principal(project_id, "operator", ALL_SCOPES)


def service(project_id: uuid.UUID) -> Principal:
    """The service itself, for changes that it makes on its own."""
    return Principal(project_id, "service", frozenset())
