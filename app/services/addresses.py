"""Addresses that callers give for this service to call."""

from app.domain.errors import InvalidInput
from app.integrations.outbound_http import Policy, Refused, check_url


def require_callable(url: str, policy: Policy, pointer: str) -> None:
    """Looks the name up, so it may take seconds: not in a transaction. Raises InvalidInput."""
    try:
        check_url(url, policy)
    except Refused as error:
        mend = "Give an address that this service may call; its operator can open others."
        raise InvalidInput.at(pointer, str(error), mend) from error
