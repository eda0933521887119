"""Virtual environments that have nothing but what one installation puts there: an image's, or a user's.

pip's own settings and cache are used. To install no CUDA, PIP_EXTRA_INDEX_URL names PyTorch's index of CPU wheels.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from string import Template

from tests.system.deployment_files import ROOT, assignments, build_stage, instructions

INSTALL_TIMEOUT_S = 600
_VENV = "/opt/venv"
_BASE_PYTHON = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"


def install_image(target: str, folder: Path) -> Path:
    """What the Dockerfile installs for this target, by its own instructions; returns the folder of the commands."""
    stage = build_stage(target)
    assert stage is not None, f"the Dockerfile copies no {_VENV} into {target}"
    venv = folder / "venv"
    directory, environment = folder, _environment()
    for line in instructions(stage):
        text = line.text.replace(_VENV, str(venv))
        match line.kind:
            case "WORKDIR":
                directory = folder / text.removeprefix("/")
                directory.mkdir(parents=True)
            case "ENV":
                given = {name: Template(value).substitute(environment) for name, value in assignments(text).items()}
                environment |= {name: value for name, value in given.items() if name != "PIP_NO_CACHE_DIR"}
            case "ARG":
                environment |= {name: os.environ.get(name, value) for name, value in assignments(text).items()}
            case "COPY":
                _copy(text, directory)
            case "RUN":
                _run(["sh", "-ec", text.replace("python -m venv", f"{_BASE_PYTHON} -m venv")], directory, environment)
            case _:
                raise NotImplementedError(line)
    return venv / "bin"


def install_plain(folder: Path) -> Path:
    """`pip install .` into an empty environment; returns the folder of its commands."""
    venv = folder / "venv"
    _run([str(_BASE_PYTHON), "-m", "venv", str(venv)], folder, _environment())
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "-c", "constraints.txt", "."]
    _run(pip, ROOT, _environment())
    return venv / "bin"


def outside(command: list[str], folder: Path) -> list[str]:
    """The command, run in `folder`: in the folder of the sources, these would be found instead of what is installed."""
    return ["sh", "-c", 'cd "$0" && exec "$@"', str(folder), *command]


def environment_of(commands: Path) -> dict[str, str]:
    """This process's environment, with these commands before others and no settings of the service."""
    kept = {name: value for name, value in _environment().items() if not name.startswith(("LMSEARCHER_", "DATABASE_"))}
    return {**kept, "PATH": f"{commands}:{os.environ['PATH']}"}


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}


def _copy(text: str, directory: Path) -> None:
    """COPY from the sources, of which Docker sees what .dockerignore lets through."""
    words = text.split()
    if words[0].startswith("--from="):
        return
    allowed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), flags=re.MULTILINE)
    for name in allowed if words[:-1] == ["."] else words[:-1]:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, directory / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, directory / name)


def _run(command: list[str], directory: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, check=False, timeout=INSTALL_TIMEOUT_S
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
