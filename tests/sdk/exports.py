"""The public names of the client, as text. `python -m tests.sdk.exports` writes them to exports.txt."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import lmsearcher
from lmsearcher import AsyncClient, Client, models, progress
from pydantic import BaseModel

COMMITTED = Path(__file__).with_name("exports.txt")
WITH_CONSTRUCTOR = {"AsyncClient", "Client", "Receiver"}
"""Classes that users create. The client creates the others, so their constructors are not public."""


def exports() -> str:
    """One line for each name: parameters with defaults, properties, base classes of errors, fields of responses."""
    lines = [line for name in lmsearcher.__all__ for line in _lines(name, getattr(lmsearcher, name))]
    for client in (Client, AsyncClient):
        made = client("http://localhost")
        for name in ("jobs", "trials"):
            lines += _members(f"{client.__name__}.{name}", type(getattr(made, name)))
    lines += _lines("progress.watch", progress.watch)
    for name, kind in vars(models).items():
        if inspect.isclass(kind) and issubclass(kind, BaseModel) and kind.model_fields:
            lines.append(f"models.{name}: {', '.join(kind.model_fields)}")
    return "\n".join(sorted(lines)) + "\n"


def _lines(name: str, value: object) -> Iterator[str]:
    if inspect.isclass(value) and issubclass(value, Exception):
        yield f"{name}({', '.join(base.__name__ for base in value.__bases__)})"
    elif inspect.isclass(value):
        yield f"{name}{_parameters(value.__init__) if name in WITH_CONSTRUCTOR else ''}"
        yield from _members(name, value)
    elif callable(value):
        yield f"{name}{_parameters(value)}"
    else:
        yield name


def _members(name: str, kind: type) -> Iterator[str]:
    for member, value in inspect.getmembers(kind):
        if not member.startswith("_"):
            yield f"{name}.{member}{_parameters(value) if inspect.isroutine(value) else ''}"


def _parameters(function: object) -> str:
    """The parameters without their types, whose text differs between versions of Python."""
    assert callable(function)
    signature = inspect.signature(function)
    parameters = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
    text = str(signature.replace(parameters=parameters, return_annotation=signature.empty))
    return f" async{text}" if inspect.iscoroutinefunction(function) else text


if __name__ == "__main__":
    COMMITTED.write_text(exports())
