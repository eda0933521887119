"""A real HTTP server around a tiny Llama that answers as vLLM 0.32 does, and refuses what it does not know.

GET /version, /v1/models; POST /tokenize, /v1/completions (logprob_token_ids, structured_outputs.choice),
/v1/chat/completions. Its abilities can be taken away one by one, and it can be made to misbehave.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import torch

from workers.ranking.checkpoints.loading import load_model, load_tokenizer

MODEL = "tiny"
KEY = "s3cret-key"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, status: int, content: Any) -> "Reply":
        return cls(status, json.dumps(content).encode(), {"Content-Type": "application/json"})


class Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


Misbehaviour = Callable[[BaseHTTPRequestHandler, Reply], None]
"""Writes something else than the right reply, or nothing."""


@dataclass(slots=True)
class Abilities:
    version: bool = True
    models: bool = True
    tokenize: bool = True
    logprob_token_ids: bool = True
    structured_outputs: bool = True
    free_text: Callable[[str], str] = lambda _: "The best architecture is the first one."
    """What the model writes, given the prompt, when nothing holds it to choices."""


class LlamaServer:
    def __init__(self, checkpoint: Path, abilities: Abilities, *, context: int) -> None:
        self.abilities = abilities
        self.context = context
        self.misbehaviour: Misbehaviour | None = None
        self.misbehaves_at: str | None = None
        """A path; None: everywhere."""
        self.seen: list[tuple[str, dict[str, Any]]] = []
        self.most_at_a_time = 0
        self._at_a_time = 0
        self._counting = Lock()
        self.url = ""
        self._tokenizer = load_tokenizer(checkpoint)
        self._model = load_model(checkpoint, torch.device("cpu"))
        self._row = lru_cache(maxsize=20_000)(self._log_probs)
        self._vocabulary = len(self._tokenizer)

    def reply(self, method: str, path: str, body: dict[str, Any], authorization: str | None) -> Reply:
        try:
            _require_admitted(body, authorization)
            return Reply.json(200, self._answer(f"{method} {path}", body))
        except Refusal as refusal:
            return Reply.json(refusal.status, {"error": {"message": str(refusal)}})

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._counting:
            self._at_a_time += 1
            self.most_at_a_time = max(self.most_at_a_time, self._at_a_time)
        yield
        with self._counting:
            self._at_a_time -= 1

    def _answer(self, call: str, body: dict[str, Any]) -> dict[str, Any]:
        match call:
            case "GET /version" if self.abilities.version:
                return {"version": "0.32.0"}
            case "GET /v1/models" if self.abilities.models:
                base = {"id": "base", "max_model_len": self.context}
                return {"object": "list", "data": [{"id": "other"}, base, {"id": MODEL, "parent": "base"}]}
            case "POST /tokenize" if self.abilities.tokenize:
                ids = self._tokens(body)
                return {"count": len(ids), "max_model_len": self.context, "tokens": ids}
            case "POST /v1/completions":
                return self._complete(body)
            case "POST /v1/chat/completions":
                return self._chat(body)
        raise Refusal(404, "no such call")

    def _tokens(self, body: dict[str, Any]) -> list[int]:
        if "prompt" in body:
            _only(body, "prompt", "add_special_tokens")
            special = body.get("add_special_tokens", True) and self._tokenizer.bos_token_id is not None
            bare: list[int] = self._tokenizer(body["prompt"], add_special_tokens=False)["input_ids"]
            return [self._tokenizer.bos_token_id] * special + bare
        _only(body, "messages", "add_generation_prompt", "chat_template_kwargs")
        return self._rendered(body["messages"], **body.get("chat_template_kwargs", {}))

    def _rendered(self, messages: list[dict[str, str]], **fields: str) -> list[int]:
        if not self._tokenizer.chat_template:
            raise Refusal(400, "the tokenizer has no chat template")
        text = self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True, **fields)
        ids: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    def _complete(self, body: dict[str, Any]) -> dict[str, Any]:
        fields = ("prompt", "max_tokens", "temperature", "logprobs", "logprob_token_ids", "return_tokens_as_token_ids")
        _only(body, *fields, "structured_outputs")
        if isinstance(body["prompt"], str):
            ids = self._tokens({"prompt": body["prompt"]})
            return {"choices": [{"index": 0, "text": self._written(ids, body["prompt"], body)}]}
        token_ids = body.get("logprob_token_ids") or []
        if body["max_tokens"] != 1 or not body["return_tokens_as_token_ids"] or "structured_outputs" in body:
            raise Refusal(400, "an unknown combination")
        if (
            len(token_ids) > 128
            or body["logprobs"] != len(token_ids)
            or not all(0 <= i < self._vocabulary for i in token_ids)
        ):
            raise Refusal(400, "logprob_token_ids out of bounds")
        choices = [self._scored(index, prompt, token_ids) for index, prompt in enumerate(body["prompt"])]
        return {"choices": choices[::-1], "usage": {"prompt_tokens": sum(map(len, body["prompt"]))}}

    def _scored(self, index: int, prompt: Sequence[int], token_ids: Sequence[int]) -> dict[str, Any]:
        if len(prompt) + 1 > self.context:
            raise Refusal(400, "longer than the context")
        row = self._row(tuple(prompt))
        best = max(range(len(row)), key=row.__getitem__)
        shown = {best, *token_ids} if self.abilities.logprob_token_ids else {best}
        top = {f"token_id:{i}": row[i] for i in shown}
        return {"index": index, "text": "", "logprobs": {"tokens": [f"token_id:{best}"], "top_logprobs": [top]}}

    def _chat(self, body: dict[str, Any]) -> dict[str, Any]:
        _only(body, "messages", "max_tokens", "temperature", "structured_outputs")
        ids = self._rendered(body["messages"])
        text = self._written(ids, body["messages"][-1]["content"], body)
        return {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}

    def _written(self, ids: Sequence[int], prompt: str, body: dict[str, Any]) -> str:
        if len(ids) + body["max_tokens"] > self.context:
            raise Refusal(400, "longer than the context")
        if "structured_outputs" not in body or not self.abilities.structured_outputs:
            return self.abilities.free_text(prompt)
        _only(body["structured_outputs"], "choice")
        return self._chosen(ids, body["structured_outputs"]["choice"])

    def _chosen(self, ids: Sequence[int], choices: Sequence[str]) -> str:
        """The likeliest next token among those that still lead to a choice, again and again."""
        left = {choice: self._tokenizer(choice, add_special_tokens=False)["input_ids"] for choice in choices}
        written: list[int] = []
        while len(left) > 1:
            row = self._row((*ids, *written))
            written.append(max({rest[len(written)] for rest in left.values()}, key=row.__getitem__))
            left = {choice: rest for choice, rest in left.items() if rest[: len(written)] == written}
        return next(iter(left))

    def _log_probs(self, ids: tuple[int, ...]) -> list[float]:
        with torch.inference_mode():
            logits = self._model(input_ids=torch.tensor([ids]), logits_to_keep=1).logits[0, -1]
        return [max(x, -9999.0) for x in logits.log_softmax(-1).tolist()]


def _require_admitted(body: dict[str, Any], authorization: str | None) -> None:
    if authorization != f"Bearer {KEY}":
        raise Refusal(401, "wrong key")
    if body and body.pop("model", None) != MODEL:
        raise Refusal(404, "no such model")


def _only(body: dict[str, Any], *fields: str) -> None:
    unknown = set(body) - set(fields)
    if unknown:
        raise Refusal(400, f"unknown fields {unknown}")


@contextmanager
def serving(checkpoint: Path, abilities: Abilities | None = None, *, context: int = 4_096) -> Iterator[LlamaServer]:
    """The server on a free port of the loopback interface."""
    llama = LlamaServer(checkpoint, abilities or Abilities(), context=context)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def do_GET(self) -> None:
            self._handle({})

        def do_POST(self) -> None:
            self._handle(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _handle(self, body: dict[str, Any]) -> None:
            llama.seen.append((self.path, dict(body)))
            with llama.counted():
                reply = llama.reply(self.command, self.path, body, self.headers["Authorization"])
            if llama.misbehaviour is not None and llama.misbehaves_at in {None, self.path}:
                self.close_connection = True
                llama.misbehaviour(self, reply)
            else:
                write(self, reply)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name it has
            pass

    class HttpServer(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Clients that gave up are part of the tests."""

    with HttpServer(("127.0.0.1", 0), Handler) as http:
        llama.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield llama
        finally:
            http.shutdown()
            thread.join(10)


def write(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response(reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(reply.body)))
    handler.end_headers()
    handler.wfile.write(reply.body)
