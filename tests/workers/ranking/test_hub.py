"""Checkpoints by hub id, with a small hub: what is downloaded, that the cache suffices, and errors."""

import hashlib
import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.domain.errors import RankingFailed
from tests.workers.ranking.tiny_llama import make_tiny_llama
from workers.ranking.checkpoints.hub import HubModel
from workers.ranking.checkpoints.ranker import LanguageModelRanker
from workers.ranking.registry import smoke_test

COMMIT = "c0ffee" + 34 * "0"


class Hub(ThreadingHTTPServer):
    """Serves one repository, tiny/llama, at one commit that `main` names; `downloads`: paths of downloaded files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.downloads: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        pass

    def _answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/api/models/tiny/llama/tree/"):
            self._send(200, json.dumps([self._entry(p) for p in self._files()]).encode(), body=body)
        elif path.startswith("/api/models/tiny/llama"):
            files = [{"rfilename": str(p.relative_to(self.server.folder))} for p in self._files()]
            self._send(200, json.dumps({"id": "tiny/llama", "sha": COMMIT, "siblings": files}).encode(), body=body)
        elif path.startswith("/tiny/llama/resolve/"):
            name = path.split("/", 5)[5]
            if body:
                self.server.downloads.append(name)
            self._send(200, (self.server.folder / name).read_bytes(), body=body)
        else:
            self._send(404, b"{}", body=body, code="RepoNotFound")

    def _files(self) -> list[Path]:
        return sorted(p for p in self.server.folder.rglob("*") if p.is_file())

    def _entry(self, path: Path) -> dict[str, object]:
        content = path.read_bytes()
        oid = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        return {"type": "file", "path": str(path.relative_to(self.server.folder)), "size": len(content), "oid": oid}

    def _send(self, status: int, content: bytes, *, body: bool, code: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"')
        if code:
            self.send_header("X-Error-Code", code)
        self.end_headers()
        if body:
            self.wfile.write(content)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    folder = make_tiny_llama(tmp_path / "remote")
    (folder / "modeling.py").write_text("raise SystemExit")
    (folder / "pytorch_model.bin").write_bytes(b"pickle")
    (folder / "original").mkdir()
    (folder / "original" / "params.json").write_text("{}")
    with Hub(folder) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


@pytest.fixture(autouse=True)
def _empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))  # for the process that downloads
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("source", ["tiny/llama", f"tiny/llama@{COMMIT}"])
def test_downloaded_model_ranks_without_the_hub(hub: Hub, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = HubModel.parse(source)
    assert model is not None
    assert not model.is_cached
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")  # as a worker is
    model.download(timeout_s=60)
    hub.shutdown()
    assert model.is_cached
    smoke_test(LanguageModelRanker.load("llm:tiny", source, device="cpu"))
    assert "model.safetensors" in hub.downloads
    assert not {"modeling.py", "pytorch_model.bin", "original/params.json"} & set(hub.downloads)


def test_uncached_model_is_not_downloaded_for_a_round() -> None:
    with pytest.raises(RankingFailed, match=r"^llm:x: tiny/llama@main is neither a folder nor in the hub cache"):
        LanguageModelRanker.load("llm:x", "tiny/llama", device="cpu")


def test_failed_download_is_reported_without_paths(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    with pytest.raises(
        RankingFailed, match=r"^no/such could not be downloaded \(RepositoryNotFoundError\); the worker"
    ):
        HubModel("no/such", "main").download(timeout_s=60)


def test_download_has_a_time_limit(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    with pytest.raises(RankingFailed, match="not downloaded within 0 s") as caught:
        HubModel("tiny/llama", "main").download(timeout_s=0.2)
    assert isinstance(caught.value.__cause__, subprocess.TimeoutExpired)


@pytest.mark.parametrize("source", ["/models/tiny", "./tiny/llama", "tiny", "a/b/c", "a/b@", "-a/b", "a/../b"])
def test_texts_that_are_no_id_name_folders(source: str) -> None:
    assert HubModel.parse(source) is None


def test_existing_folder_takes_precedence_over_an_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_tiny_llama(tmp_path / "tiny" / "llama")
    monkeypatch.chdir(tmp_path)
    smoke_test(LanguageModelRanker.load("llm:tiny", "tiny/llama", device="cpu"))
