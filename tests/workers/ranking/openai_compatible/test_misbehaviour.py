"""With any behaviour of a server, a ranking ends within its time: with a result, or with a RankingFailed."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.domain.errors import RankingFailed
from app.domain.ranking import require_ranking
from app.language_models import Endpoint
from tests.workers.ranking.openai_compatible.llama_server import (
    KEY,
    MODEL,
    Abilities,
    LlamaServer,
    Misbehaviour,
    Reply,
    serving,
    write,
)
from tests.workers.ranking.requests import request
from tests.workers.ranking.tiny_llama import make_tiny_llama
from workers.ranking.openai_compatible import EndpointRanker
from workers.ranking.openai_compatible.server import MAX_ATTEMPTS

TIMEOUT_S = 0.8
SLACK_S = 2.0
"""For a busy machine."""
TASK = request(3, 4)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_llama(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def server(tiny: Path) -> Iterator[LlamaServer]:
    with serving(tiny) as server:
        yield server


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.ranking.openai_compatible.server.FIRST_PAUSE_S", 0.01)


@contextmanager
def failing(server: LlamaServer, *, within_s: float = TIMEOUT_S) -> Iterator[None]:
    """In time, and with a reason that any user of the service may read."""
    start = time.monotonic()
    with pytest.raises(RankingFailed) as caught:
        yield
    assert time.monotonic() - start < within_s + SLACK_S
    assert re.fullmatch(r"llm:served: the [ -~]{10,150}", caught.value.detail)
    assert not any(secret in caught.value.detail for secret in (KEY, server.url, "127.0.0.1"))


def load(server: LlamaServer, *, timeout_s: float = TIMEOUT_S, concurrency: int = 8) -> EndpointRanker:
    source = Endpoint(
        endpoint=server.url, model=MODEL, api_key=SecretStr(KEY), timeout_s=timeout_s, concurrency=concurrency
    )
    return EndpointRanker.load("llm:served", source)


def status(code: int, **headers: str) -> Misbehaviour:
    return lambda handler, _: write(handler, Reply(code, b"{}", headers))


def body(content: bytes, **headers: str) -> Misbehaviour:
    return lambda handler, _: write(handler, Reply(200, content, headers))


def changed(change: Callable[[Any], Any]) -> Misbehaviour:
    """The right reply but for one thing."""

    def misbehave(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        write(handler, Reply.json(200, change(json.loads(reply.body))))

    return misbehave


def _every_score(value: object) -> Callable[[Any], Any]:
    def change(answer: Any) -> Any:
        for choice in answer["choices"]:
            (top,) = choice["logprobs"]["top_logprobs"]
            choice["logprobs"]["top_logprobs"] = [dict.fromkeys(top, value)]
        return answer

    return change


def _other_ids(answer: Any) -> Any:
    return json.loads(json.dumps(answer).replace("token_id:", "token_id:9"))


def _less_ids(answer: Any) -> Any:
    for choice in answer["choices"]:
        choice["logprobs"]["top_logprobs"][0].popitem()
    return answer


def _same_index(answer: Any) -> Any:
    return {"choices": [choice | {"index": 0} for choice in answer["choices"]]}


def _one_more(answer: Any) -> Any:
    return {"choices": [*answer["choices"], answer["choices"][0] | {"index": len(answer["choices"])}]}


def stall(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    time.sleep(TIMEOUT_S + 1)


def hang_up(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.connection.close()


def die_in_the_body(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(reply.body)))
    handler.end_headers()
    handler.wfile.write(reply.body[: len(reply.body) // 2])


def drip_the_body(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    _drip(handler, b" " * 100)


def drip_the_headers(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    _drip(handler, b"HTTP/1.1 200 OK\r\nX-Padding: " + b"x" * 100)


def _drip(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    for i in range(len(data)):
        handler.wfile.write(data[i : i + 1])
        handler.wfile.flush()
        time.sleep(0.05)


def endless_body(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    """Sent in chunks, so that no length tells of the end."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"10000\r\n" + b" " * 65_536 + b"\r\n")


def elsewhere(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    write(handler, Reply(307, b"", {"Location": handler.path}))


NONSENSE = {
    "html": body(b"<html><body>It works!</body></html>"),
    "nothing": body(b""),
    "not json": body(b'{"choices": ['),
    "not text": body(b"\xff\xfe\x00"),
    "another type": body(b"[]"),
    "null": body(b"null"),
    "deeply nested": body(b"[" * 100_000),
    "compressed": body(b"\x1f\x8b\x08\x00", **{"Content-Encoding": "gzip"}),
    "10 MB": body(b" " * 10_000_000 + b"{}"),
    "endless": endless_body,
    "dies in the body": die_in_the_body,
    "hangs up": hang_up,
    "error 500": status(500),
    "error 503 for ever": status(503, **{"Retry-After": "1000000000"}),
    "error 429 for ever": status(429, **{"Retry-After": "1e9"}),
    "error 429 until a date": status(429, **{"Retry-After": "Fri, 31 Dec 2999 23:59:59 GMT"}),
    "error 400": status(400),
    "error 404": status(404),
    "stalls": stall,
    "drips the body": drip_the_body,
    "drips the headers": drip_the_headers,
    "redirects": elsewhere,
    "no content": status(204),
}
WRONG_SCORES = {
    "NaN": changed(_every_score(float("nan"))),
    "infinite": changed(_every_score(float("-inf"))),
    "positive": changed(_every_score(3.0)),
    "all certain": changed(_every_score(0.0)),
    "text": changed(_every_score("-1.0")),
    "none": changed(_every_score(None)),
    "of other tokens": changed(_other_ids),
    "missing tokens": changed(_less_ids),
    "of one prompt only": changed(_same_index),
    "of one prompt more": changed(_one_more),
    "no choices": changed(lambda _: {"choices": []}),
    "no scores": changed(lambda answer: {"choices": [c | {"logprobs": None} for c in answer["choices"]]}),
}
WRONG_TOKENS = {
    "negative": changed(lambda answer: {"tokens": [-1 for _ in answer["tokens"]]}),
    "truth values": changed(lambda answer: {"tokens": [True for _ in answer["tokens"]]}),
    "too many": changed(lambda answer: {"tokens": [t for t in answer["tokens"] for _ in range(1 + (t < 15))]}),
    "always the same": changed(lambda answer: {"tokens": [7 for _ in answer["tokens"]]}),
}
RANKING_MISBEHAVIOURS = [
    *(pytest.param("/v1/completions", m, id=f"scores: {name}") for name, m in (NONSENSE | WRONG_SCORES).items()),
    *(pytest.param("/tokenize", m, id=f"tokens: {name}") for name, m in WRONG_TOKENS.items()),
]


@pytest.mark.parametrize(("path", "misbehaviour"), RANKING_MISBEHAVIOURS)
def test_a_ranking_fails_within_its_time(server: LlamaServer, path: str, misbehaviour: Misbehaviour) -> None:
    ranker = load(server)
    server.misbehaviour, server.misbehaves_at = misbehaviour, path
    server.seen.clear()
    with failing(server):
        ranker.rank(TASK)
    assert 1 <= sum(seen == path for seen, _ in server.seen) <= MAX_ATTEMPTS + 1


SOME_NONSENSE = [
    pytest.param(NONSENSE[name], id=name)
    for name in ("html", "deeply nested", "10 MB", "dies in the body", "error 500", "error 400", "stalls", "redirects")
]


@pytest.mark.parametrize("misbehaviour", SOME_NONSENSE)
def test_loading_fails_within_its_time(server: LlamaServer, misbehaviour: Misbehaviour) -> None:
    server.misbehaviour = misbehaviour
    with failing(server):
        load(server)


@pytest.mark.parametrize("misbehaviour", SOME_NONSENSE)
def test_a_choice_fails_within_its_time(server: LlamaServer, misbehaviour: Misbehaviour) -> None:
    server.abilities = Abilities(tokenize=False)
    ranker = load(server)
    server.misbehaviour = misbehaviour
    with failing(server):
        ranker.rank(TASK)


def test_a_choice_outside_the_pool_is_refused(server: LlamaServer) -> None:
    server.abilities = Abilities(tokenize=False)
    ranker = load(server)
    message = {"role": "assistant", "content": "999999"}
    server.misbehaviour = body(json.dumps({"choices": [{"index": 0, "message": message}]}).encode())
    with failing(server):
        ranker.rank(TASK)


def test_transient_errors_are_retried(server: LlamaServer) -> None:
    ranker = load(server, timeout_s=20)
    expected = ranker.rank(TASK)
    troubles = [status(503, **{"Retry-After": "0"}), die_in_the_body, hang_up]

    def every_other_time(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        calls.append(handler.path)
        (troubles[len(calls) // 2 % 3] if len(calls) % 2 else write)(handler, reply)

    calls: list[str] = []
    server.misbehaviour = every_other_time
    assert load(server, timeout_s=20, concurrency=1).rank(TASK) == expected
    assert len(calls) > 10


def test_long_retry_after_is_cut_to_the_maximum_pause(server: LlamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.ranking.openai_compatible.server.MAX_PAUSE_S", 0.3)
    ranker = load(server, timeout_s=20)
    server.misbehaviour = status(429, **{"Retry-After": "999999999"})
    with failing(server, within_s=2 * 0.3):
        ranker.rank(TASK)


def test_failed_server_is_probed_again_after_a_pause(server: LlamaServer) -> None:
    ranker = load(server)
    expected = ranker.rank(TASK)
    server.misbehaviour = status(500)
    with failing(server):
        ranker.rank(TASK)
    server.misbehaviour = None
    server.abilities = Abilities(tokenize=False)
    server.seen.clear()
    with failing(server):
        ranker.rank(TASK)
    assert server.seen == []
    time.sleep(1.1)
    require_ranking(ranker.rank(TASK), TASK.candidates)
    assert "/v1/models" in [path for path, _ in server.seen]
    assert "-choice-" in ranker.revision
    assert expected != ranker.rank(TASK)


def test_neither_environment_proxies_nor_redirects_are_followed(
    server: LlamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    ranker = load(server)
    require_ranking(ranker.rank(TASK), TASK.candidates)
    server.misbehaviour = elsewhere
    server.seen.clear()
    with failing(server):
        ranker.rank(TASK)
    assert len(server.seen) == 1
