"""Reads Dockerfile and docker-compose.yml as far as the tests need them: what runs, with which environment."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Container:
    """command and health: argument lists, as Docker would run them; health is None where it is switched off."""

    command: list[str]
    health: list[str] | None
    environment: dict[str, str]


def compose() -> dict[str, Any]:
    """docker-compose.yml with anchors resolved and variables as written."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return document


def container(service: str, variables: dict[str, str]) -> Container:
    """How this service of ours runs: the compose file's words where it has some, else the image's."""
    definition = compose()["services"][service]
    stage = _stages()[definition["build"]["target"]]
    command = definition.get("command") or _words(stage["CMD"])
    environment = {name: interpolate(value, variables) for name, value in definition["environment"].items()}
    return Container(command, _health(definition.get("healthcheck"), stage), environment)


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


def _health(definition: dict[str, Any] | None, stage: dict[str, str]) -> list[str] | None:
    if definition is None:
        return _words(stage["HEALTHCHECK"].partition(" CMD ")[2])
    if definition.get("disable"):
        return None
    kind, *words = definition["test"]
    words = [word.replace("$$", "$") for word in words]
    return ["sh", "-c", *words] if kind == "CMD-SHELL" else words


def _words(instruction: str) -> list[str]:
    words: list[str] = json.loads(instruction)  # the exec form
    return words


def _stages() -> dict[str, dict[str, str]]:
    """The last instruction of each kind, by stage."""
    text = (ROOT / "Dockerfile").read_text()
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    stages: dict[str, dict[str, str]] = {}
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "FROM":
            base, _, name = rest.partition(" AS ")
            stages[name] = dict(stages.get(base, {}))
        elif kind and stages:
            stages[name][kind] = rest
    return stages
