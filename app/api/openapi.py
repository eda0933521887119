"""Completes the OpenAPI document that the framework derives from the routes: problems, headers, links."""

from typing import Any

from fastapi import FastAPI

from app.web.errors import HTTP_CODES, MEDIA_TYPE

Document = dict[str, Any]

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_SHARED = {
    "400": "The body is nested too deeply, or a number in it is too long",
    "413": "The body is too large",
    "503": "The database is unavailable",
}
"""Responses of every route under /v1, beyond its own."""
_HEADERS = {
    "X-Request-ID": "The caller's id, or a new one; it is in the log.",
    "RateLimit": "Requests that the project has left, and the seconds that they have to last "
    "(draft-ietf-httpapi-ratelimit-headers); absent without a limit.",
    "RateLimit-Policy": "Requests that the project may send at once, and the seconds in which it regains them.",
    "Retry-After": "Seconds after which to try again; absent if trying again does not help.",
    "Idempotent-Replayed": "`true` if this is the response to an earlier request with the same `Idempotency-Key`.",
    "ETag": "Changes with every visible change of the job.",
    "Location": "The path of the new object.",
}
_JOB = {"job_id": "$response.body#/id"}
_TRIAL = {"trial_id": "$response.body#/trials/0/id"}
_WEBHOOK = {"webhook_id": "$response.body#/id"}
_DELIVERY = {"delivery_id": "$response.body#/id"}
_KEY = {"key_id": "$response.body#/id"}
_LINKS: dict[str, Document] = {
    "create_job": {
        name: {"operationId": name, "parameters": _JOB}
        for name in (
            "get_job",
            "watch_job",
            "lease_trials",
            "pause_job",
            "resume_job",
            "cancel_job",
            "list_trials",
            "list_rounds",
            "list_figures",
            "list_callbacks",
        )
    },
    "lease_trials": {
        name: {"operationId": name, "parameters": _TRIAL}
        for name in ("get_trial", "heartbeat", "release_trial", "report_result")
    },
    "create_webhook": {
        name: {"operationId": name, "parameters": _WEBHOOK}
        for name in ("get_webhook", "change_webhook", "add_secret", "ping_webhook", "list_deliveries", "delete_webhook")
    },
    "ping_webhook": {
        name: {"operationId": name, "parameters": _DELIVERY} for name in ("get_delivery", "replay_delivery")
    },
    "create_key": {name: {"operationId": name, "parameters": _KEY} for name in ("get_key", "rotate_key", "revoke_key")},
}
"""By operation: the requests that follow, and where their parameters come from (OpenAPI Link objects)."""


class DocumentedApi(FastAPI):
    """An application with a complete document. `key_needed` says whether callers have to send a key."""

    key_needed = True

    def openapi(self) -> Document:
        if self.openapi_schema is None:
            self.openapi_schema = _exact(self._completed(super().openapi()))
        return self.openapi_schema

    def _completed(self, document: Document) -> Document:
        document["components"]["headers"] = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()
        }
        for path, operations in document["paths"].items():
            for verb, operation in operations.items():
                _complete(operation, verb, path)
                if "security" in operation and not self.key_needed:
                    operation["security"].append({})  # OpenAPI's way to say that it may be left out
        return document


def _exact(node: Any) -> Any:
    """Writes whole numbers as such: the framework makes bounds floats, and 9.223372036854776e+18 is above 2**63."""
    if isinstance(node, dict):
        return {key: _exact(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_exact(value) for value in node]
    return int(node) if isinstance(node, float) and node.is_integer() and abs(node) < 2**64 else node


def _complete(operation: Document, verb: str, path: str) -> None:
    answers = operation["responses"]
    for status, text in _SHARED.items():
        if path.startswith("/v1/") and (verb in ("post", "patch") or status == "503"):
            answers.setdefault(status, {"description": f"{text} (`{HTTP_CODES[int(status)]}`)", "content": _PROBLEM})
    for status, answer in answers.items():
        if MEDIA_TYPE in answer.get("content", {}):
            answer["content"] = _PROBLEM
        names = _headers(operation["operationId"], verb, status)
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        if status.startswith("2") and operation["operationId"] in _LINKS:
            answer["links"] = _LINKS[operation["operationId"]]


def _headers(operation_id: str, verb: str, status: str) -> list[str]:
    names = ["X-Request-ID", "RateLimit", "RateLimit-Policy"]
    success = status.startswith("2")
    if status in ("409", "429", "503") or (success and operation_id == "lease_trials"):
        names.append("Retry-After")
    if success and verb == "post":
        names.append("Idempotent-Replayed")
    if operation_id in ("create_job", "get_job", "get_figure") and status in ("200", "201", "304"):
        names.append("ETag")
    return [*names, "Location"] if status == "201" else names
