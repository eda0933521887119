"""Which changes of an OpenAPI document break clients, and which do not."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from tests.openapi.changes import Document, breaking_changes

STRING = {"type": "string"}
NULL = {"type": "null"}


def ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def kind(name: str) -> Document:
    return {"type": "object", "properties": {"kind": {"type": "string", "const": name}}, "required": ["kind"]}


def document() -> Document:
    operation = {
        "operationId": "make",
        "security": [{"key": ["submit"]}],
        "parameters": [{"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 500}}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": ref("Question")}}},
        "responses": {
            "201": {"headers": {"Location": {}}, "content": {"application/json": {"schema": ref("Answer")}}},
            "422": {"content": {"application/problem+json": {"schema": STRING}}},
        },
    }
    question = {
        "type": "object",
        "properties": {
            "goal": {"type": "string", "enum": ["maximize", "minimize"]},
            "size": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 9}, NULL]},
            "name": {"type": "string", "maxLength": 20},
            "step": {"oneOf": [kind("whole"), kind("half")]},
            "parts": {"type": "array", "items": ref("Question")},
        },
        "required": ["goal"],
    }
    answer = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "state": {"type": "string", "enum": ["open", "done"]},
            "score": {"type": "number"},
            "step": {"oneOf": [kind("whole"), kind("half")]},
            "parts": {"type": "array", "items": ref("Answer")},
        },
        "required": ["id", "state"],
    }
    return {
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": {"Question": question, "Answer": answer}},
    }


@dataclass(frozen=True, slots=True)
class New:
    """Parts of the new document, to be changed."""

    operation: Any
    request: Any
    response: Any


Change = Callable[[New], Any]


def changed(change: Change) -> list[str]:
    new = document()
    schemas = new["components"]["schemas"]
    change(New(new["paths"]["/things"]["post"], schemas["Question"], schemas["Answer"]))
    return breaking_changes(document(), new)


BREAKING: dict[str, Change] = {
    "POST /things: operationId is create, was make": lambda new: new.operation.update(operationId="create"),
    "POST /things: security is [{'key': ['admin']}], was [{'key': ['submit']}]": (
        lambda new: new.operation.update(security=[{"key": ["admin"]}])
    ),
    "POST /things: no longer takes the query parameter limit": lambda new: new.operation["parameters"].clear(),
    "POST /things: requires the query parameter limit": lambda new: new.operation["parameters"][0].update(
        required=True
    ),
    "POST /things: requires the header parameter X": (
        lambda new: new.operation["parameters"].append(
            {"in": "header", "name": "X", "required": True, "schema": STRING}
        )
    ),
    "POST /things limit: maximum is 50, was 500": lambda new: new.operation["parameters"][0]["schema"].update(
        maximum=50
    ),
    "POST /things: no request of type application/json any more": lambda new: new.operation["requestBody"][
        "content"
    ].clear(),
    "POST /things: no longer answers 201": lambda new: new.operation["responses"].pop("201"),
    "POST /things 201: no longer has the header Location": lambda new: new.operation["responses"]["201"][
        "headers"
    ].clear(),
    "Question.name: removed from the request": lambda new: new.request["properties"].pop("name"),
    "Question.name: is now required": lambda new: new.request["required"].append("name"),
    "Question.name: maxLength is 10, was 20": lambda new: new.request["properties"]["name"].update(maxLength=10),
    "Question.name: minLength is 1, was None": lambda new: new.request["properties"]["name"].update(minLength=1),
    "Question.name: pattern is ^a, was None": lambda new: new.request["properties"]["name"].update(pattern="^a"),
    "Question.name: no longer takes any other value": lambda new: new.request["properties"]["name"].update(enum=["a"]),
    "Question.goal: no longer takes minimize": lambda new: new.request["properties"]["goal"]["enum"].remove("minimize"),
    "Question.size: no longer takes null": lambda new: new.request["properties"]["size"]["anyOf"].pop(),
    "Question.size: maximum is 8, was 9": lambda new: new.request["properties"]["size"]["anyOf"][0].update(maximum=8),
    "Question.step: no longer takes object kind=half": lambda new: new.request["properties"]["step"]["oneOf"].pop(),
    "Question: no longer takes other fields": lambda new: new.request.update(additionalProperties=False),
    "Answer.state: removed from the response": lambda new: new.response["properties"].pop("state"),
    "Answer.state: may now be missing": lambda new: new.response["required"].remove("state"),
    "Answer.state: may now be null": lambda new: new.response["properties"].update(state={"anyOf": [STRING, NULL]}),
    "Answer.id: format is None, was uuid": lambda new: new.response["properties"]["id"].pop("format"),
    "Answer.score: may now be string": lambda new: new.response["properties"].update(score=STRING),
}

HARMLESS: dict[str, Change] = {
    "new optional field of a request": lambda new: new.request["properties"].update(note=STRING),
    "new enum value of a request": lambda new: new.request["properties"]["goal"]["enum"].append("equal"),
    "request takes null too": lambda new: new.request["properties"].update(name={"anyOf": [STRING, NULL]}),
    "request takes every number": lambda new: new.request["properties"]["size"]["anyOf"][0].update(type="number"),
    "field of a request is no longer required": lambda new: new.request["required"].clear(),
    "limit of a request is lifted": lambda new: new.request["properties"]["name"].pop("maxLength"),
    "new optional parameter": lambda new: new.operation["parameters"].append(
        {"in": "query", "name": "x", "schema": STRING}
    ),
    "new field of a response": lambda new: new.response["properties"].update(note=STRING),
    "new enum value of a response": lambda new: new.response["properties"]["state"]["enum"].append("late"),
    "new kind of object in a response": lambda new: new.response["properties"]["step"]["oneOf"].append(kind("third")),
    "response has whole numbers only": lambda new: new.response["properties"]["score"].update(type="integer"),
    "new error": lambda new: new.operation["responses"].update({"409": {}}),
    "error that is no longer sent": lambda new: new.operation["responses"].pop("422"),
    "other texts": lambda new: new.request.update(title="Other", description="Other"),
}


@pytest.mark.parametrize("line", BREAKING)
def test_a_breaking_change_is_named(line: str) -> None:
    assert changed(BREAKING[line]) == [line]


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_is_not_reported(name: str) -> None:
    assert changed(HARMLESS[name]) == []


def test_a_removed_path_is_breaking_and_a_new_one_is_not() -> None:
    old, new = document(), document()
    new["paths"]["/others"] = deepcopy(new["paths"]["/things"])
    assert breaking_changes(old, new) == []
    assert breaking_changes(new, old) == ["POST /others: removed"]


def test_a_renamed_schema_is_not_breaking() -> None:
    new = document()
    schemas = new["components"]["schemas"]
    schemas["Reply"] = schemas.pop("Answer")
    schemas["Reply"]["properties"]["parts"]["items"] = ref("Reply")
    new["paths"]["/things"]["post"]["responses"]["201"]["content"]["application/json"]["schema"] = ref("Reply")
    assert breaking_changes(document(), new) == []
