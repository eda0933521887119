"""Reads Dockerfile and docker-compose.yml as far as the tests need them: what is installed, and what runs where."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
_FROM_STAGE = re.compile(r"--from=(\S+) /opt/venv /opt/venv")


@dataclass(frozen=True, slots=True)
class Container:
    """Commands are argument lists, as Docker would run them.

    Attributes:
        target: The stage of the Dockerfile that the image is.
        health: None where the check is switched off.
        environment: That of the image, and over it that of the compose file.
    """

    target: str
    command: list[str]
    health: list[str] | None
    environment: dict[str, str]


@dataclass(frozen=True, slots=True)
class Instruction:
    """A line of the Dockerfile: `RUN` and what follows it."""

    kind: str
    text: str


def compose() -> dict[str, Any]:
    """docker-compose.yml with anchors resolved and variables as written."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return document


def container(service: str, variables: dict[str, str]) -> Container:
    """How this service of ours runs: as the compose file says, else as the image does."""
    definition = compose()["services"][service]
    target = definition["build"]["target"]
    image = instructions(target)
    command = definition.get("command") or _words(_last(image, "CMD"))
    environment = {name: interpolate(value, variables) for name, value in definition["environment"].items()}
    return Container(
        target, command, _health(definition.get("healthcheck"), image), {**_image_environment(image), **environment}
    )


def targets() -> set[str]:
    """The stages that are images: all others are steps on the way there."""
    stages = _stages()
    used = {base for base, _ in stages.values()} | {build_stage(name) for name in stages}
    return set(stages) - used


def build_stage(target: str) -> str | None:
    """The stage that the image's virtual environment is copied from."""
    copied = [_FROM_STAGE.match(line.text) for line in _stages()[target][1] if line.kind == "COPY"]
    return next((match[1] for match in copied if match), None)


def instructions(stage: str) -> list[Instruction]:
    """Of this stage and of those that it is built on, in order."""
    base, own = _stages()[stage]
    return [*(instructions(base) if base in _stages() else []), *own]


def interpolate(text: str, variables: dict[str, str]) -> str:
    """Compose's `${NAME:?message}` and `${NAME:-default}`; `$$` is a dollar.

    Raises:
        KeyError: with the name of a required variable that is missing or empty.
    """

    def replace(match: re.Match[str]) -> str:
        name, kind, rest = match["name"], match["kind"], match["rest"]
        if value := variables.get(name):
            return value
        if kind == ":-":
            return rest
        raise KeyError(name)

    return re.sub(r"\$\{(?P<name>\w+)(?P<kind>:[-?])(?P<rest>[^}]*)\}", replace, text).replace("$$", "$")


def assignments(text: str) -> dict[str, str]:
    """`NAME=value NAME=value` of ENV and ARG."""
    return dict(word.split("=", 1) for word in shlex.split(text))


def _image_environment(image: list[Instruction]) -> dict[str, str]:
    environment: dict[str, str] = {}
    for line in image:
        if line.kind == "ENV":
            environment |= assignments(line.text)
    return environment


def _health(definition: dict[str, Any] | None, image: list[Instruction]) -> list[str] | None:
    if definition is None:
        return _words(_last(image, "HEALTHCHECK").partition(" CMD ")[2])
    if definition.get("disable"):
        return None
    kind, *words = definition["test"]
    words = [word.replace("$$", "$") for word in words]
    return ["sh", "-c", *words] if kind == "CMD-SHELL" else words


def _last(image: list[Instruction], kind: str) -> str:
    return next(line.text for line in reversed(image) if line.kind == kind)


def _words(text: str) -> list[str]:
    words: list[str] = json.loads(text)  # the exec form
    return words


def _stages() -> dict[str, tuple[str, list[Instruction]]]:
    """What each stage is built on, and its instructions."""
    text = (ROOT / "Dockerfile").read_text()
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    stages: dict[str, tuple[str, list[Instruction]]] = {}
    name = ""
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "FROM":
            base, _, name = rest.partition(" AS ")
            stages[name] = (base, [])
        elif kind and name:
            stages[name][1].append(Instruction(kind, rest))
    return stages
