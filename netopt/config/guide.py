"""Find one's way in a JSON schema: which keys a place knows, which kinds, and what it wants, in words."""

from collections.abc import Iterator
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a configuration: keys and list positions."""

ARTICLES = {"integer": "a whole number", "number": "a number", "string": "text", "boolean": "true or false"}
BOUNDS = {"exclusiveMinimum": ">", "minimum": ">=", "exclusiveMaximum": "<", "maximum": "<="}


def schema_at(root: Schema, path: Place, data: object) -> Schema:
    """The schema of a place; ``{}`` where the schema knows no such place."""
    schema = _variant(root, root, data)
    for step in path:
        data = _child(data, step)
        schema = _variant(root, _child_schema(schema, step), data)
    return schema


def properties_of(root: Schema, schema: Schema) -> dict[str, Schema]:
    """The keys that an object schema knows."""
    return dict(_resolved(root, schema).get("properties", {}))


def kinds_of(root: Schema, path: Place, data: object) -> list[str]:
    """The words that ``kind`` may be at a place, sorted."""
    place = _child_schema(schema_at(root, path[:-1], data), path[-1]) if path else root
    return sorted(variants_of(root, place))


def variants_of(root: Schema, schema: Schema) -> dict[str, Schema]:
    """The schemas that a place may hold, by their kind; those without a kind are left out."""
    return {kind: variant for variant in _variants(root, schema) if (kind := _kind(variant))}


def wanted(root: Schema, schema: Schema) -> str:
    """What a place wants, in words: ``a whole number > 0``, ``a list, each a number``."""
    variants = [variant for variant in _variants(root, schema) if variant.get("type") != "null"]
    kinds = sorted(variants_of(root, schema))
    if kinds:
        return f"a mapping with `kind:` one of {', '.join(kinds)}"
    return " or ".join(dict.fromkeys(_words(root, variant) for variant in variants)) or "another value"


def _words(root: Schema, schema: Schema) -> str:
    if "const" in schema:
        return repr(schema["const"])
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    kind = schema.get("type")
    if kind == "object":
        keys = ", ".join(schema.get("properties", {}))
        return f"a mapping with the keys {keys}" if keys else "a mapping"
    if kind == "array":
        inner = schema.get("items")
        least = f" of {schema['minItems']} or more" if schema.get("minItems") else ""
        return f"a list{least}, each {wanted(root, inner)}" if isinstance(inner, dict) else f"a list{least}"
    bounds = " and ".join(f"{sign} {schema[word]:.15g}" for word, sign in BOUNDS.items() if word in schema)
    pattern = f"matching {schema['pattern']}" if "pattern" in schema else ""
    return " ".join(filter(None, [ARTICLES.get(str(kind), "another value"), bounds, pattern]))


def _kind(schema: Schema) -> str | None:
    kind = schema.get("properties", {}).get("kind", {})
    found = kind.get("const", (kind.get("enum") or [None])[0])
    return None if found is None else str(found)


def _resolved(root: Schema, schema: Schema) -> Schema:
    """The schema behind references; words beside a reference win."""
    while "$ref" in schema:
        target = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


def _variants(root: Schema, schema: Schema) -> Iterator[Schema]:
    """The schema, or each of the schemas it may be."""
    schema = _resolved(root, schema)
    inner = schema.get("oneOf") or schema.get("anyOf")
    if not inner:
        yield schema
        return
    for variant in inner:
        yield from _variants(root, variant)


def _variant(root: Schema, schema: Schema, data: object) -> Schema:
    """The variant that the data mean, by kind or shape; the union itself where they tell nothing."""
    whole = _resolved(root, schema)
    variants = list(_variants(root, schema))
    if len(variants) == 1:
        return variants[0] if "type" in whole or "properties" in whole else {**variants[0], **_described(whole)}
    if isinstance(data, dict) and "kind" in data:
        return next((v for v in variants if _kind(v) == data["kind"]), whole)
    shape = "object" if isinstance(data, dict) else "array" if isinstance(data, list) else None
    return next((v for v in variants if shape and v.get("type") == shape and not _kind(v)), whole)


def _described(schema: Schema) -> Schema:
    return {key: schema[key] for key in ("description", "title") if key in schema}


def _child_schema(schema: Schema, step: str | int) -> Schema:
    if isinstance(step, int):
        items = schema.get("items")
        prefix = schema.get("prefixItems", [])
        return dict(prefix[step] if step < len(prefix) else items if isinstance(items, dict) else {})
    more = schema.get("additionalProperties")
    return dict(schema.get("properties", {}).get(step) or (more if isinstance(more, dict) else {}))


def _child(data: object, step: str | int) -> object:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None
