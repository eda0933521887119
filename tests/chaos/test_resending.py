"""Which answers to an old request are right, and that every POST is kept to be sent again."""

import json

import httpx2
import pytest

from tests.chaos.resending import Kept, Recorder, is_right

RESULT, LEASE = "/v1/trials/t/result", "/v1/jobs/j/trials/lease"
REPLAYED = {"Idempotent-Replayed": "true"}


def answer(status: int, code: str = "", headers: dict[str, str] | None = None) -> httpx2.Response:
    return httpx2.Response(status, content=json.dumps({"code": code}), headers=headers)


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        (Kept(RESULT, b"", None, 200), answer(200), True),
        (Kept(RESULT, b"", None, 200), answer(503), True),
        (Kept(RESULT, b"", None, 200), answer(500), False),
        (Kept(RESULT, b"", None, 200), answer(502), False),
        (Kept(RESULT, b"", None, 200), answer(409, "lease_lost"), True),
        (Kept(RESULT, b"", None, 200), answer(409, "space_exhausted"), False),
        (Kept(RESULT, b"", None, 422), answer(422), True),
        (Kept(RESULT, b"", None, 200), answer(422), False),
        (Kept(RESULT, b"", "key", 200), answer(200, headers=REPLAYED), True),
        (Kept(RESULT, b"", "key", 200), answer(200), False),
        (Kept(RESULT, b"", "key", 200), answer(409, "lease_lost"), False),
        (Kept(RESULT, b"", "key", 200), answer(409, "request_in_progress"), True),
        (Kept(RESULT, b"", "key", None), answer(409, "lease_lost"), True),
        (Kept(LEASE, b"", "key", 200), answer(409, "job_finished"), True),
    ],
)
def test_what_may_be_answered_to_an_old_request(old: Kept, new: httpx2.Response, right: bool) -> None:
    assert is_right(old, new) == right


def test_a_post_without_an_answer_is_kept_too() -> None:
    recorder = Recorder()
    with httpx2.Client(base_url="http://127.0.0.1:1", transport=recorder) as http:
        for path in ("/v1/jobs/j/pause", RESULT):
            with pytest.raises(httpx2.ConnectError):
                http.post(path, json={"a": 1}, headers={"Idempotency-Key": "k"})
        with pytest.raises(httpx2.ConnectError):
            http.get("/v1/jobs/j")
    assert [(kept.path, kept.key, kept.status) for kept in recorder.kept] == [
        ("/v1/jobs/j/pause", "k", None),
        (RESULT, "k", None),
    ]
    assert json.loads(recorder.kept[0].body) == {"a": 1}
