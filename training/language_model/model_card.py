"""The model card: what was tuned on what, how it went, and how well it answers held-out samples."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from training.language_model.config import TuningConfig
from training.tables.folder import file_digest

CURVE_POINTS = 20
LIBRARIES = ("torch", "transformers", "trl", "peft", "accelerate")

CARD = """# Model card: {name}

A language model tuned to answer LM-Searcher's ranking prompt with the code of the best candidate.

## Training
| | |
|---|---|
| command | `{command}` |
| steps | {steps:,}{resumed} |
| samples | {samples:,}; {left_out:,} longer than {cutoff:,} tokens were left out |
| seed | {seed} |
| time | {minutes:.1f} minutes in this session on {processes} process(es) |
| versions | {versions} |
| SHA-256 of the base checkpoint | `{base}` |
| SHA-256 of the training samples | `{data}` |
| SHA-256 of the held-out samples | `{held_out}` |
| SHA-256 of the weights | {weights} |

The configuration:

```yaml
{config}```

Loss in nats a token, over the answer's tokens and its end, mean since the line before:

| step | loss |
|---|---|
{curve}

## Evaluation
The first {evaluated:,} held-out samples of at most {cutoff:,} tokens. A sample is answered right if its best candidate
is the likeliest, scored as the service does. Nats: mean -log of the best candidate's share of the likelihood.
Relabelled: the same samples with digits permuted at every place; a model that falls off there has memorised labels
instead of reading the history.

| | right | nats |
|---|---|---|
{evaluation}
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the run left in its folder."""

    training: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]

    @classmethod
    def read(cls, out: Path) -> "Facts":
        """Raises OSError if the run is not finished."""
        names = ("training", "evaluation-before", "evaluation-after")
        return cls(*(json.loads((out / f"{name}.json").read_text()) for name in names))


def write_card(folder: Path, config: TuningConfig, facts: Facts) -> None:
    """Writes MODEL_CARD.md beside the weights in `folder`."""
    training = facts.training
    text = CARD.format(
        name=config.out.name,
        command=training["command"],
        steps=training["steps"],
        resumed=f", resumed at {training['resumed_from']:,}" if training["resumed_from"] else "",
        samples=training["samples"],
        left_out=training["left_out"],
        cutoff=config.cutoff,
        seed=config.seed,
        minutes=training["seconds"] / 60,
        processes=training["processes"],
        versions=", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        **training["digests"],
        weights=", ".join(f"`{file_digest(file)}`" for file in sorted(folder.glob("*.safetensors"))),
        config=yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False),
        curve="\n".join(f"| {step} | {loss:.4f} |" for step, loss in _thinned(training["curve"])),
        evaluated=facts.after["plain"]["samples"],
        evaluation="\n".join(_evaluation(facts)),
    )
    (folder / "MODEL_CARD.md").write_text(text)


def _evaluation(facts: Facts) -> Iterator[str]:
    guess = facts.after["plain"]
    yield f"| chance | {guess['chance']:.3f} | {guess['uniform_nats']:.3f} |"
    yield f"| the service's Gaussian process | {facts.after['surrogate_right']:.3f} | |"
    for when, found in (("before", facts.before), ("after", facts.after)):
        for kind in ("plain", "relabelled"):
            part = found[kind]
            yield f"| {when}, {kind} | {part['right']:.3f} ± {part['error']:.3f} | {part['nats']:.3f} |"


def _thinned(curve: list[list[float]]) -> list[list[float]]:
    """At most CURVE_POINTS lines, each the mean of as many."""
    size = max(1, -(-len(curve) // CURVE_POINTS))
    parts = [curve[i : i + size] for i in range(0, len(curve), size)]
    return [[part[-1][0], sum(loss for _, loss in part) / len(part)] for part in parts]
