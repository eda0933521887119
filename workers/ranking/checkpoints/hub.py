"""Checkpoints of a model hub by id (`owner/name` or `owner/name@revision`).

They are read from the hub's cache, and downloaded only while a worker starts. Only the files that `loading` reads are
downloaded: safetensors, configuration, tokenizer and chat template; no code and no pickles.
"""

import os
import re
import shutil
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

import structlog
from huggingface_hub import constants, snapshot_download
from huggingface_hub.errors import DryRunError, LocalEntryNotFoundError

from app.domain.errors import RankingFailed

_PATTERNS = ["*.safetensors", "*.json", "*.jinja", "*.model", "*.txt"]
_SUBFOLDERS = ["*/*"]
_ID = re.compile(r"(?P<repo>[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})(?:@(?P<revision>[\w][\w./-]{0,127}))?")
_SPARE_BYTES = 1 << 30

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HubModel:
    repo: str
    revision: str

    @classmethod
    def parse(cls, source: str) -> "HubModel | None":
        """The model that an id names; None for a folder, which is what exists or does not look like an id."""
        match = _ID.fullmatch(source)
        if match is None or Path(source).exists():
            return None
        return cls(match["repo"], match["revision"] or "main")

    @property
    def is_cached(self) -> bool:
        try:
            self._snapshot(local_files_only=True)
        except LocalEntryNotFoundError:
            return False
        return True

    def cached(self) -> Path:
        """The checkpoint's folder, without using the network. Raises RankingFailed if files are missing."""
        try:
            return Path(self._snapshot(local_files_only=True))
        except LocalEntryNotFoundError as error:
            raise RankingFailed(
                f"{self.repo}@{self.revision} is neither a folder nor in the hub cache of this worker "
                "(LMSEARCHER_RANKING_HUB_DOWNLOADS=true lets a starting worker download it)"
            ) from error

    def download(self, *, timeout_s: float) -> None:
        """Downloads into the cache, in a process of its own so that the time limit holds. Raises RankingFailed.

        The next download continues one that was interrupted.
        """
        command = [sys.executable, "-m", "workers.ranking.checkpoints.hub", self.repo, self.revision]
        online = {**os.environ, "HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "0"}
        try:
            done = subprocess.run(  # noqa: S603
                command, capture_output=True, text=True, check=False, timeout=timeout_s, env=online
            )
        except subprocess.TimeoutExpired as error:
            raise RankingFailed(f"{self.repo} was not downloaded within {timeout_s:.0f} s") from error
        if done.returncode != 0:
            kind = (done.stderr.split() or ["no message"])[-1]
            _log.error("hub.download_failed", model=self.repo, revision=self.revision, output=done.stderr[-4_000:])
            raise RankingFailed(f"{self.repo} could not be downloaded ({kind}); the worker's log has the details")

    def fetch(self) -> None:
        """Downloads in this process. Raises OSError if the disk is too full, and what huggingface_hub raises."""
        try:
            files = snapshot_download(
                self.repo, revision=self.revision, allow_patterns=_PATTERNS, ignore_patterns=_SUBFOLDERS, dry_run=True
            )
        except DryRunError as error:
            raise error.__cause__ or error from None
        needed = sum(file.file_size or 0 for file in files if file.will_download)
        cache = Path(constants.HF_HUB_CACHE)
        cache.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(cache).free < needed + _SPARE_BYTES:
            raise OSError(f"the disk of the hub cache has too little space for {needed / 1e9:.1f} GB")
        self._snapshot(local_files_only=False)

    def _snapshot(self, *, local_files_only: bool) -> str:
        return snapshot_download(
            self.repo,
            revision=self.revision,
            allow_patterns=_PATTERNS,
            ignore_patterns=_SUBFOLDERS,
            local_files_only=local_files_only,
        )


def checkpoint_folder(source: str) -> Path:
    """The folder that a checkpoint setting names, by path or by hub id. Raises RankingFailed."""
    model = HubModel.parse(source)
    return Path(source) if model is None else model.cached()


if __name__ == "__main__":
    try:
        HubModel(*sys.argv[1:]).fetch()
    except Exception as error:  # noqa: BLE001  the last line of stderr is its type, for the parent process
        traceback.print_exc()
        sys.exit(type(error).__name__)
