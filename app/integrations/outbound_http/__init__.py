"""All outbound requests to addresses that tenants name: POSTs, guarded against request forgery.

targets     reads a URL strictly, or refuses it
addresses   resolves a name once, and decides which addresses may be called
policy      what the operator allows, and the two errors
posting     sends a request and reads the response
wire        the connection to a checked address, bounded in time and size
"""

from app.integrations.outbound_http.addresses import resolve
from app.integrations.outbound_http.policy import NotLookedUp, Policy, Refused, Unreachable, outbound_policy
from app.integrations.outbound_http.posting import Response, check_url, post

__all__ = [
    "NotLookedUp",
    "Policy",
    "Refused",
    "Response",
    "Unreachable",
    "check_url",
    "outbound_policy",
    "post",
    "resolve",
]
