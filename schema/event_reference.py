"""The events' JSON Schema in Markdown: each type's members, with their types and ranges."""

from collections.abc import Iterator
from typing import Any

from schema.event_schema import event_schema

Schema = dict[str, Any]


def event_reference() -> str:
    schema = event_schema()
    return "\n".join(_page(schema))


def _page(schema: Schema) -> Iterator[str]:
    yield from _type(schema)
    for kind in schema["$defs"].values():
        yield from _type(kind)


def _type(kind: Schema) -> Iterator[str]:
    name = kind["title"]
    yield f'### <a id="{_anchor(name)}"></a>{name}\n\n{kind["description"]}\n'
    if "enum" in kind:
        yield ", ".join(f"`{value}`" for value in kind["enum"]) + "\n"
        return
    yield "| member | type | |\n|---|---|---|"
    for name, member in kind["properties"].items():
        yield f"| `{name}` | {_type_of(member)} | {member['description']} |"
    yield ""


def _type_of(member: Schema) -> str:
    if "anyOf" in member:
        return f"{_type_of(member['anyOf'][0])} or null"
    if "$ref" in member:
        name = member["$ref"].rsplit("/", 1)[1]
        return f"[`{name}`](#{_anchor(name)})"
    named = member["type"]
    *kinds, last = named if isinstance(named, list) else [named]
    kind = kinds[0] if kinds else last
    items = member.get("items")
    written = f"list of {_type_of(items)}" if items else str(member.get("format", kind))
    return written + _range(member) + (" or null" if kinds else "")


def _range(member: Schema) -> str:
    if "const" in member:
        return f", {member['const']}"
    low, high = member.get("minimum"), member.get("maximum")
    if low is not None and high is not None:
        return f", {low} to {high}"
    if low is not None:
        return f", {low} or more"
    return f", {member['maxItems']} at most" if "maxItems" in member else ""


def _anchor(name: str) -> str:
    return f"event-{name.lower()}"
