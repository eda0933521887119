"""Requests that the client package has no words for: the same Idempotency-Key twice, and others' bodies under it."""

import time
import uuid
from collections.abc import Mapping
from typing import Any

import httpx2
from lmsearcher import APIError, RequestInProgressError, UnexpectedResponseError

TRIES = 20
PAUSE_S = 0.5


class NoAnswerError(Exception):
    """The service was unreachable for longer than TRIES; what became of the request is not known."""


def post(http: httpx2.Client, path: str, body: Mapping[str, Any], *, key: str) -> httpx2.Response:
    """The answer, repeated under the same key until there is one. Raises NoAnswerError."""
    for _ in range(TRIES):
        try:
            answer = http.post(path, json=dict(body), headers={"Idempotency-Key": key})
        except httpx2.RequestError:
            time.sleep(PAUSE_S)
            continue
        if not _passes(answer):
            return answer
        time.sleep(PAUSE_S)
    raise NoAnswerError(f"POST {path} had no answer in {TRIES} tries")


def is_absence(error: Exception) -> bool:
    """Being away, and too busy (also with the same request), are what the protocol allows at any time."""
    if isinstance(error, APIError):
        return error.status in {429, 503} or isinstance(error, RequestInProgressError)
    return not isinstance(error, UnexpectedResponseError)


def new_key() -> str:
    return uuid.uuid4().hex


def is_replay(answer: httpx2.Response) -> bool:
    return answer.headers.get("Idempotent-Replayed") == "true"


def code_of(answer: httpx2.Response) -> str:
    """The problem's stable code; "" of a success."""
    return "" if answer.is_success else str(answer.json().get("code", ""))


def _passes(answer: httpx2.Response) -> bool:
    return answer.status_code in {429, 503} or code_of(answer) == "request_in_progress"
