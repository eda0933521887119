"""The model card: what was trained on which data, how good it became, and its limits."""

import hashlib
import json
import shlex
from pathlib import Path

import torch

from app.domain import mutation
from training.compact.checkpoint import Progress
from training.compact.table_card import table_options, table_texts
from training.compact.trainer import Plan
from training.compact.validation import VALIDATION_SEED, Quality
from training.synthetic import families
from training.tables import table as table_code
from workers.ranking.compact import model as model_code

_MODEL_FILES = ("geometry", "model", "regression", "scores", "trials")

CARD = """# Model card: compact ranker

An in-context transformer over trials ({parameters:,} parameters, float32). It orders candidate architectures given a
history of evaluated ones; it was trained once, on {origin}, and is used as it is on every search space.

## Training
| | |
|---|---|
| command | `{command}` |
| data | synthetic functions drawn on the fly ({families}); {measured} |
| seed | {seed} |
| length | {chunks} chunks of {episodes} {episode_kind}, {steps:,} steps, {tokens:,} tokens |
| time | {minutes:.0f} minutes on one CPU thread, functions drawn by a second process |
| PyTorch | {torch} |
| SHA-256 of model.safetensors | `{weights}` |
| SHA-256 of the training code, at the start | `{code}` |
{tables}
The digest of the code is over the Python files of `training/compact`, of `training/synthetic`{table_code}, over
`app/domain/mutation.py` and, in `workers/ranking/compact`, over {model_files}:
sorted by path, each as its path, a zero byte and its content. Equal {decisive} give equal weights
on one machine and PyTorch version; the last bits depend on both.

## Validation
{validation_functions} synthetic functions of seed {validation_seed}, never trained on; 64 candidates each, half mutants
of the best trials, half random. Nats: cross-entropy of the predicted bins. Rank correlation: Spearman's, of predicted
means and scores, mean over the functions. Top of ten: share of pools of ten in which the highest mean is the true best
(chance: 0.1). The ranker orders by expected improvement instead, which is for searching and scores lower here.

| history | nats | rank correlation | top of ten |
|---|---|---|---|
{quality}

On the way, nats by history length:

| chunks | {curve_head} |
|---|{curve_rule}
{curve}

## Limits
- Positions beyond 32 share embeddings with earlier ones, options beyond 10 with each other; distances stay exact.
  Spaces far larger than those of training (3 to 32 positions, 2 to 32 options) rely on the distances.
- Trained with histories of 4 to 192 trials; longer ones work, but nothing was learned about them.
- It assumes that scores depend on the architecture with moderate noise, and sees nothing of training curves or costs.
- Names and numeric values of options are not used; of ordered dimensions the order is.
"""


def write_card(folder: Path, plan: Plan, progress: Progress, quality: list[Quality], *, log: Path, code: str) -> None:
    """Writes MODEL_CARD.md beside the weights.

    Args:
        folder: The folder of the weights.
        plan: The plan of the run.
        progress: How long the run was.
        quality: Its last validation.
        log: Its log.jsonl.
        code: The digest of the code when the run started.
    """
    curve = _curve(log)
    lengths = [str(q.history) for q in quality]
    tensors = folder / "model.safetensors"
    text = CARD.format(
        parameters=_parameters(plan.shape),
        command=_command(plan, progress),
        families=", ".join(name.replace("_", " ") for name in families.FAMILIES),
        seed=progress.seed,
        chunks=progress.chunks,
        episodes=plan.episodes,
        steps=progress.steps,
        tokens=progress.tokens,
        minutes=progress.seconds / 60,
        torch=torch.__version__,
        weights=hashlib.sha256(tensors.read_bytes()).hexdigest(),
        code=code,
        model_files=", ".join(f"{name}.py" for name in _MODEL_FILES),
        validation_functions=plan.validation_episodes,
        validation_seed=VALIDATION_SEED,
        quality="\n".join(
            f"| {q.history} | {q.nats:.3f} | {q.rank_correlation:.3f} | {q.top_of_ten:.3f} |" for q in quality
        ),
        curve_head=" | ".join(lengths),
        curve_rule="---|" * len(lengths),
        curve="\n".join(curve),
        **table_texts(plan.tables),
    )
    (folder / "MODEL_CARD.md").write_text(text)


def code_digest(*, tables: bool) -> str:
    """SHA-256 over the Python files that determine the weights; the model card names them."""
    folders = [Path(__file__).parent, Path(families.__file__).parent]
    if tables:
        folders.append(Path(table_code.__file__).parent)
    ranker = Path(model_code.__file__).parent
    files = [file for folder in folders for file in folder.glob("*.py")]
    files += [Path(mutation.__file__), *(ranker / f"{name}.py" for name in _MODEL_FILES)]
    root = Path(__file__).parent.parent.parent
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _command(plan: Plan, progress: Progress) -> str:
    """What repeats the run exactly."""
    options = ["--chunks", str(progress.planned), "--seed", str(progress.seed)]
    shipped = model_code.Shape()
    for name in ("width", "layers"):
        if (value := getattr(plan.shape, name)) != getattr(shipped, name):
            options += [f"--{name}", str(value)]
    if plan.tables is not None:
        options += table_options(plan.tables)
    return shlex.join(["python", "-m", "training.compact", *options, "--out", "DIR"])


def _parameters(shape: model_code.Shape) -> int:
    with torch.device("meta"):
        return sum(p.numel() for p in model_code.CompactModel(shape).parameters())


def _curve(log: Path) -> list[str]:
    rows = []
    for line in log.read_text().splitlines():
        entry = json.loads(line)
        if "validation" in entry:
            cells = " | ".join(f"{q['nats']:.3f}" for q in entry["validation"])
            rows.append(f"| {entry['chunks']} | {cells} |")
    return rows
