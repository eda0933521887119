"""Loads a language model from a local folder, after checks that refuse everything but plain safetensors.

No code of a checkpoint ever runs; docs/language-models.md lists the checks.
`python -m workers.ranking.checkpoints.loading FOLDER` prints the digest that LMSEARCHER_RANKING_LLMS may pin.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer

from app.domain.errors import RankingFailed
from app.domain.prompt import CONTEXT_LIMIT

Device = Literal["auto", "cpu", "cuda"]

ARCHITECTURES = frozenset(
    {
        "falcon",
        "gemma3_text",
        "gpt2",
        "gpt_bigcode",
        "gpt_neox",
        "granite",
        "llama",
        "mistral",
        "olmo2",
        "opt",
        "phi3",
        "qwen2",
        "qwen3",
        "smollm3",
    }
)
"""The values of `model_type` that are loaded. For others, transformers might load files that were not checked."""

_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_CONFIGURATIONS = ("config.json", "tokenizer_config.json", "generation_config.json", "processor_config.json")
_CODE = ("auto_map", "trust_remote_code")
# _attn_implementation and similar keys: a value with a slash names a kernel on a hub (CVE-2026-4372).
_IMPLEMENTATION = ("_implementation", "_implementation_internal")
_DIGESTED = (".json", ".jinja", ".model", ".txt", ".safetensors")


class UnusableCheckpoint(RankingFailed):
    """The folder, the model in it or the device cannot be used; the message says why, without the folder's path."""


def require_safe(folder: Path) -> None:
    """Raises UnusableCheckpoint unless the folder holds a plain checkpoint: config.json, safetensors, no code."""
    if not folder.is_dir():
        raise UnusableCheckpoint("the checkpoint folder does not exist")
    if not (folder / "config.json").is_file():
        raise UnusableCheckpoint("the checkpoint folder has no config.json")
    if (folder / "adapter_config.json").exists():
        raise UnusableCheckpoint("the checkpoint is an adapter: merge it into its base model first")
    for name in _CONFIGURATIONS:
        for key, value in _members(_json(folder / name)) if (folder / name).is_file() else ():
            if key in _CODE or (key.endswith(_IMPLEMENTATION) and "/" in str(value)):
                raise UnusableCheckpoint(f"{name} requires code of its own ({key}), which is never run")
    architecture = _json(folder / "config.json").get("model_type")
    if architecture not in ARCHITECTURES:
        raise UnusableCheckpoint(f"the architecture {architecture!r:.60} is none of {', '.join(sorted(ARCHITECTURES))}")
    if not any(folder.glob("*.safetensors")):
        pickled = any(path.suffix in _PICKLES for path in folder.iterdir())
        hint = "its weights are pickles: save them with safe_serialization" if pickled else "it has no weights"
        raise UnusableCheckpoint(f"the checkpoint has no *.safetensors; {hint}")


def require_digest(folder: Path, expected: str | None) -> str:
    """The digest of the folder. Raises UnusableCheckpoint if it is not the expected one."""
    found = digest(folder)
    if expected not in (None, found):
        raise UnusableCheckpoint(f"the files have the SHA-256 {found}, not the one that LMSEARCHER_RANKING_LLMS pins")
    return found


def digest(folder: Path) -> str:
    """SHA-256, in hex, over names and contents of the files that determine the model's output."""
    total = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in _DIGESTED:
            with path.open("rb") as file:
                total.update(f"{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()


def choose_device(device: Device) -> torch.device:
    """The device to compute on; `auto` is the GPU if there is one. Raises UnusableCheckpoint."""
    available = torch.cuda.is_available()
    if device == "cuda" and not available:
        raise UnusableCheckpoint("the model is to run on cuda, but torch sees no CUDA device")
    return torch.device("cuda" if available and device != "cpu" else "cpu")


def load_tokenizer(folder: Path) -> Any:
    """The folder's tokenizer. Raises UnusableCheckpoint."""
    try:
        return AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # the tokenizers library raises nothing narrower
        raise UnusableCheckpoint(f"the tokenizer cannot be loaded: {_reason(error, folder)}") from error


def load_model(folder: Path, device: torch.device) -> Any:
    """The causal language model for inference: bfloat16 on a GPU, float32 on a CPU. Raises UnusableCheckpoint."""
    loader: Any = AutoModelForCausalLM  # the annotations of transformers have one of two return types only
    try:
        model, report = loader.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            attn_implementation="sdpa",
            dtype=torch.bfloat16 if device.type == "cuda" else torch.float32,
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError, SafetensorError) as error:
        raise UnusableCheckpoint(f"the model cannot be loaded: {_reason(error, folder)}") from error
    if report["missing_keys"] or report["mismatched_keys"]:
        raise UnusableCheckpoint("weights of the model are missing from the checkpoint, or have other shapes")
    return model.to(device).eval()


def context_length(config: Any) -> int:
    """Tokens that a prompt and its answer may have: limited by the model's positions and its attention window."""
    text = config.get_text_config()
    limits = [
        getattr(text, name, None) for name in ("max_position_embeddings", "sliding_window", "attention_chunk_size")
    ]
    return min([CONTEXT_LIMIT, *(int(limit) for limit in limits if limit)])


def _reason(error: Exception, folder: Path) -> str:
    """The library's message, shortened and without the folder's path, since users of the service may read it."""
    text = " ".join(str(error).replace(str(folder), "the checkpoint folder").split())
    return f"{type(error).__name__}: {text[:300]}"


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Keys and values of all objects in a JSON value, at any depth."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield from value.items()
    for child in children:
        yield from _members(child)


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnusableCheckpoint(f"{path.name} is not JSON") from error
    if not isinstance(content, dict):
        raise UnusableCheckpoint(f"{path.name} is not a JSON object")
    return content


if __name__ == "__main__":
    sys.stdout.write(f"{digest(Path(sys.argv[1]))}\n")
