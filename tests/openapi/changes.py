"""Breaking changes between two OpenAPI documents: what clients may send or read by the old one, and not by the new.

Requests may only become wider and responses only narrower. Clients pass over fields and words that they do not know
(docs/versions.md), so a new field, enum value or kind of object in a response breaks nothing.
"""

from collections.abc import Iterator
from typing import Any, Literal

Document = dict[str, Any]
Direction = Literal["request", "response"]

_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_RULES = ("pattern", "format", "multipleOf", "uniqueItems", "patternProperties", "propertyNames", "not")


def breaking_changes(old: Document, new: Document) -> list[str]:
    """One line for each change, with the operation or the schema and field that it is about."""
    return list(dict.fromkeys(_Comparison(old, new).changes()))


class _Comparison:
    def __init__(self, old: Document, new: Document) -> None:
        self._old = old
        self._new = new
        self._seen: set[tuple[int, int, Direction]] = set()

    def changes(self) -> Iterator[str]:
        for path, operations in self._old["paths"].items():
            for verb, old in operations.items():
                new = self._new["paths"].get(path, {}).get(verb)
                name = f"{verb.upper()} {path}"
                if new is None:
                    yield f"{name}: removed"
                else:
                    yield from self._operation(name, old, new)

    def _operation(self, name: str, old: Document, new: Document) -> Iterator[str]:
        for key in ("operationId", "security"):
            if old.get(key) != new.get(key):
                yield f"{name}: {key} is {new.get(key)}, was {old.get(key)}"
        yield from self._parameters(name, old, new)
        yield from self._body(name, old.get("requestBody"), new.get("requestBody"))
        for status, response in old["responses"].items():
            after = new["responses"].get(status)
            if after is not None:
                yield from self._response(f"{name} {status}", response, after)
            elif status.startswith("2"):
                yield f"{name}: no longer answers {status}"

    def _parameters(self, name: str, old: Document, new: Document) -> Iterator[str]:
        before = {(parameter["in"], parameter["name"]): parameter for parameter in old.get("parameters", ())}
        after = {(parameter["in"], parameter["name"]): parameter for parameter in new.get("parameters", ())}
        for key, parameter in after.items():
            known = before.get(key)
            if parameter.get("required") and not (known and known.get("required")):
                yield f"{name}: requires the {key[0]} parameter {key[1]}"
        for key, parameter in before.items():
            if key not in after:
                yield f"{name}: no longer takes the {key[0]} parameter {key[1]}"
            else:
                yield from self._schema(f"{name} {key[1]}", parameter["schema"], after[key]["schema"], "request")

    def _body(self, name: str, old: Document | None, new: Document | None) -> Iterator[str]:
        if new and new.get("required") and not (old and old.get("required")):
            yield f"{name}: requires a body"
        yield from self._content(name, (old or {}).get("content", {}), (new or {}).get("content", {}), "request")

    def _response(self, where: str, old: Document, new: Document) -> Iterator[str]:
        for header in old.get("headers", {}):
            if header not in new.get("headers", {}):
                yield f"{where}: no longer has the header {header}"
        yield from self._content(where, old.get("content", {}), new.get("content", {}), "response")

    def _content(self, where: str, old: Document, new: Document, direction: Direction) -> Iterator[str]:
        for media_type, content in old.items():
            if media_type not in new:
                yield f"{where}: no {direction} of type {media_type} any more"
            else:
                yield from self._schema(where, content.get("schema", {}), new[media_type].get("schema", {}), direction)

    def _schema(self, where: str, old: Document, new: Document, direction: Direction) -> Iterator[str]:
        before, after = _alternatives(self._old, old, where), _alternatives(self._new, new, where)
        if direction == "request":
            for place, schema in before:
                match = _cover(schema, before, after)
                if match is None:
                    yield f"{place}: no longer takes {_words(schema)}"
                else:
                    yield from self._pair(place, schema, match, direction)
            return
        for _, schema in after:
            match = _cover(schema, after, before)
            if match is not None:
                place = next(place for place, known in before if known is match)
                yield from self._pair(place, match, schema, direction)
            elif schema.get("type") not in {known.get("type") for _, known in before}:
                yield f"{where}: may now be {_words(schema)}"

    def _pair(self, where: str, old: Document, new: Document, direction: Direction) -> Iterator[str]:
        pair = (id(old), id(new), direction)
        if pair in self._seen:
            return
        self._seen.add(pair)
        yield from _narrower(where, old, new) if direction == "request" else _less(where, old, new)
        properties = new.get("properties", {})
        for name, schema in old.get("properties", {}).items():
            if name not in properties:
                yield f"{where}.{name}: removed from the {direction}"
            else:
                yield from self._schema(f"{where}.{name}", schema, properties[name], direction)
        for key in ("items", "additionalProperties"):
            if isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
                yield from self._schema(f"{where}[]", old[key], new[key], direction)


def _narrower(where: str, old: Document, new: Document) -> Iterator[str]:
    """Rules of a request's value that refuse what was taken."""
    for name in new.get("required", ()):
        if name not in old.get("required", ()):
            yield f"{where}.{name}: is now required"
    yield from _tighter(where, old, new)
    before, after = _values(old), _values(new)
    if after is not None:
        for value in before or ["any other value"]:
            if value not in after:
                yield f"{where}: no longer takes {value}"
    if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
        yield f"{where}: no longer takes other fields"


def _tighter(where: str, old: Document, new: Document) -> Iterator[str]:
    for keys, sign in ((_UPPER, 1), (_LOWER, -1)):
        for key in keys:
            if key in new and (key not in old or sign * new[key] < sign * old[key]):
                yield f"{where}: {key} is {new[key]}, was {old.get(key)}"
    for key in _RULES:
        if key in new and new[key] != old.get(key):
            yield f"{where}: {key} is {new[key]}, was {old.get(key)}"


def _less(where: str, old: Document, new: Document) -> Iterator[str]:
    """What a response's value no longer promises."""
    for name in old.get("required", ()):
        if name in new.get("properties", {}) and name not in new.get("required", ()):
            yield f"{where}.{name}: may now be missing"
    if "format" in old and new.get("format") != old["format"]:
        yield f"{where}: format is {new.get('format')}, was {old['format']}"


def _alternatives(document: Document, schema: Document, where: str) -> list[tuple[str, Document]]:
    """The schemas that a value may have, each with the name of its component, else with `where`."""
    if "allOf" in schema:
        raise NotImplementedError("allOf is not compared")
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return _alternatives(document, document["components"]["schemas"][name], name)
    union = schema.get("anyOf") or schema.get("oneOf")
    if union is None:
        return [(where, schema)]
    return [found for option in union for found in _alternatives(document, option, where)]


def _cover(schema: Document, own: list[tuple[str, Document]], others: list[tuple[str, Document]]) -> Document | None:
    """Which of `others` is the same kind of value as `schema`; several of a kind are paired in their order."""
    same = [other for _, other in others if _kind(other) == _kind(schema)]
    index = [id(known) for _, known in own if _kind(known) == _kind(schema)].index(id(schema))
    if index < len(same):
        return same[index]
    for _, other in others:
        if "type" not in other or (other["type"], schema.get("type")) == ("number", "integer"):
            return other
    return None


def _kind(schema: Document) -> tuple[str, ...]:
    """Its type, and for one of several objects the constants that tell it from the others."""
    fields = schema.get("properties", {}).items()
    return (
        schema.get("type", "any"),
        *sorted(f"{name}={field['const']}" for name, field in fields if "const" in field),
    )


def _values(schema: Document) -> list[Any] | None:
    values: list[Any] | None = schema.get("enum")
    return [schema["const"]] if "const" in schema else values


def _words(schema: Document) -> str:
    kind, *constants = _kind(schema)
    return " ".join([kind, *constants])
