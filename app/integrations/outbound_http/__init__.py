"""The only way out of the service: POSTs to addresses that tenants name, guarded against request forgery.

targets     the URL: one strict reading, or a refusal
addresses   which addresses may be called; names are resolved here, once
posting     the connection to the checked address, bounded in time and size
"""

from app.integrations.outbound_http.addresses import resolve
from app.integrations.outbound_http.policy import Policy, Refused, Unreachable, outbound_policy
from app.integrations.outbound_http.posting import Response, check_url, post

__all__ = ["Policy", "Refused", "Response", "Unreachable", "check_url", "outbound_policy", "post", "resolve"]
