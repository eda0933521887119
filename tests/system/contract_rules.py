"""What schemathesis cannot read in the OpenAPI document, given to it by hooks; test_contract.py loads this module."""

import os
from typing import Any

import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData

BEYOND_A_SCHEMA = {
    "?after": "a cursor is opaque: only those that a page gave are any",
    "Idempotency-Key": "the same key with another body is refused",
    "?option": "only options of the job's dimensions",
    "/ranker": "only rankers that this server has",
    "/strategy/ranker": "as above",
    "/evaluation/": "an evaluator must have an address that may be called, and be called within its lease",
    "/url": "as above",
    "/secret": "so many secrets are live at a time",
    "/candidates/": "an NCode and the architecture that it stands for are one candidate",
    "/metrics/": "the job's objective must be among the metrics",
}
"""Rules over several fields, requests or rows: what breaks one of them fits the schema and is refused all the same."""
CODES_BEYOND_A_SCHEMA = {"invalid_space", "invalid_code"}
"""A space's fields must fit together (unique names, low below high, ...), and an architecture to its space."""


@schemathesis.hook
def filter_failure(_: Any, failure: Any, case: Any, response: Any) -> bool:
    """Keeps every failure but the 422 of a rule that no schema can say; docs/problems.md has their codes."""
    if not isinstance(failure, RejectedPositiveData) or response.status_code != 422:
        return True
    problem = response.json()
    pointers = [error["pointer"] for error in problem["errors"]]
    explained = all(any(pointer.startswith(rule) for rule in BEYOND_A_SCHEMA) for pointer in pointers)
    return not (problem["code"] in CODES_BEYOND_A_SCHEMA or (pointers and explained))


@schemathesis.hook
def before_load_schema(_: Any, document: dict[str, Any]) -> None:
    """Lets what follows a lease use its token, so that heartbeats and results are accepted, too."""
    links = document["paths"]["/v1/jobs/{job_id}/trials/lease"]["post"]["responses"]["200"]["links"]
    token = {"lease_token": "$response.body#/trials/0/lease/token"}
    bodies = {
        "heartbeat": token,
        "release_trial": token,
        "report_result": {**token, "state": "failed", "error": "out of memory"},
    }
    for name, body in bodies.items():
        links[name] |= {"requestBody": body, "x-schemathesis": {"merge_body": False}}


OUR_KEY = os.environ["LMSEARCHER_TEST_FUZZ_KEY"]


@schemathesis.hook
def before_call(_: Any, case: Any, **__: Any) -> None:
    """The key that opens the door stays as it is.

    Long polls that are allowed are cut short: there is no worker here, so each would last as long as it says."""
    if (case.path_parameters or {}).get("key_id") == OUR_KEY:
        case.path_parameters["key_id"] = OUR_KEY[::-1]
    if case.path.endswith("/lease") and isinstance(case.body, dict):
        wait_s = case.body.get("wait_s")
        if isinstance(wait_s, int | float) and not isinstance(wait_s, bool) and 0 <= wait_s <= 60:
            case.body["wait_s"] = min(wait_s, 0.05)
