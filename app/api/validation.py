"""What pydantic finds wrong with a request, said in the user's terms: a pointer, what is wrong, how to mend it."""

import json
from typing import Any

from app.domain.errors import FieldProblem, escape
from app.texts import PRINTABLE

MENDS = {
    "missing": "Add it; the API documentation shows its form.",
    "extra_forbidden": "Leave it out, or check its spelling.",
    "dict_type": "Give an object.",
    "model_type": "Give an object.",
    "model_attributes_type": "Give an object.",
    "list_type": "Give a list.",
    "string_type": "Give a text.",
    "string_unicode": "Give a text of valid Unicode characters.",
    "int_type": "Give a whole number.",
    "int_parsing": "Give a whole number.",
    "float_type": "Give a number.",
    "float_parsing": "Give a number.",
    "finite_number": "Give a finite number.",
    "bool_type": "Give true or false.",
    "none_required": "Leave it out: a completed trial has no error. Or report the state failed.",
    "uuid_parsing": "Give an id as this API writes them.",
}
"""By pydantic's error type; other types have messages that can be read as they are."""

SECRET_FIELDS = frozenset({"secret", "lease_token"})
"""Their values are not shown, however wrong they are."""
DETAILS = {"missing": "this field is missing", "extra_forbidden": "there is no such field"}


def field_problem(item: dict[str, Any], body: Any) -> FieldProblem:
    """item: one of pydantic's errors; body: the parsed request body, if there is one."""
    place, *path = item["loc"]
    kind = item["type"]
    if kind == "json_invalid":
        return FieldProblem("", f"not JSON: {item.get('ctx', {}).get('error', '')}", "Send valid JSON.")
    if isinstance(item.get("input"), bytes):
        return FieldProblem("", "the body is not declared as JSON", "Send the header `Content-Type: application/json`.")
    if place == "body":
        pointer = _pointer(path, body)
    else:
        pointer = f"?{path[0]}" if place == "query" else str(path[0]) if path else str(place)
    value = "the value" if path and path[-1] in SECRET_FIELDS else _shown(item.get("input"))
    detail = DETAILS.get(kind) or f"{value} is not valid here"
    return FieldProblem(pointer, detail, _mend(item))


def _mend(item: dict[str, Any]) -> str:
    if item["type"] == "union_tag_invalid":
        return f"Choose one of {item['ctx']['expected_tags']}."
    limit = item.get("ctx", {}).get("le" if item["type"] == "less_than_equal" else "ge")
    if isinstance(limit, float):
        return f"Give at {'most' if limit > 0 else 'least'} {limit:g}."  # pydantic writes all digits of 1e100
    if item.get("ctx", {}).get("pattern") == PRINTABLE:
        return "Use printable characters."
    if item["type"] == "float_type" and type(item["input"]) is int:
        return "Give a number that fits a double."
    message = str(item["msg"]).removeprefix("Value error, ")
    return MENDS.get(item["type"], f"{message[0].upper()}{message[1:]}.")


def _pointer(path: list[Any], body: Any) -> str:
    """JSON pointer of a validation error. Parts that name an alternative of a union are not in the body: left out."""
    pointer = ""
    for i, part in enumerate(path):
        if isinstance(body, dict | list) and _holds(body, part):
            body = body[part]
        elif i < len(path) - 1 or not isinstance(body, dict):
            continue
        pointer += f"/{escape(str(part))}"
    return pointer


def _holds(body: dict[Any, Any] | list[Any], part: Any) -> bool:
    return part in body if isinstance(body, dict) else isinstance(part, int) and part < len(body)


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value, default=repr)
    return text if len(text) <= 60 else text[:57] + "..."
