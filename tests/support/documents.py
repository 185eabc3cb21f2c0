"""One GraphQL document for every operation, which selects every field of the contract.

The documents are made from schema.graphql, so they select a new field by themselves. The same
documents run in process and against a deployed API.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_non_null_type,
)

_ROOT = Path(__file__).parents[2]
_FILES = (_ROOT / "clients" / "appsync.graphql", _ROOT / "schema.graphql")
CONTRACT: GraphQLSchema = build_schema("\n".join(file.read_text() for file in _FILES))

_PYTHON_TYPES: dict[str, type | tuple[type, ...]] = {
    "ID": str,
    "String": str,
    "Int": int,
    "Float": (int, float),
    "Boolean": bool,
    "AWSDateTime": str,
}


class Known(StrEnum):
    """A placeholder in a document's variables for a value that only the test has."""

    OWNER = "<owner>"
    IMAGE_ID = "<imageId>"
    FACE_ID = "<faceId>"
    SUB = "<sub>"


@dataclass(frozen=True)
class Document:
    """`name` is the root field, `shape` the type of its answer as the contract writes it."""

    name: str
    text: str
    variables: Mapping[str, Any]
    shape: str

    def variables_with(self, **known: str) -> dict[str, Any]:
        """`variables` with `owner`, `image_id`, `face_id` and `sub` filled in."""
        values = {Known[name.upper()]: value for name, value in known.items()}
        return {name: values.get(value, value) for name, value in self.variables.items()}


def selection(type_name: str) -> str:
    """Selects every field of the type, and of the types within it."""
    kind = CONTRACT.type_map[type_name]
    assert isinstance(kind, GraphQLObjectType)
    return f"{{ {' '.join(_selected(name, field) for name, field in kind.fields.items())} }}"


def departures(document: Document, data: Any) -> list[str]:
    """The differences between an answer's `data` and the document's shape: every field must be
    there, of its type, and null only where the contract allows it."""
    root = _root_of(document.name)
    return list(_departures(document.name, root.fields[document.name].type, data[document.name]))


def _root_of(field_name: str) -> GraphQLObjectType:
    roots = (CONTRACT.query_type, CONTRACT.mutation_type, CONTRACT.subscription_type)
    return next(root for root in roots if root and field_name in root.fields)


def _selected(name: str, field: GraphQLField) -> str:
    kind = get_named_type(field.type)
    return f"{name} {selection(kind.name)}" if isinstance(kind, GraphQLObjectType) else name


def _document(name: str, **variables: Any) -> Document:
    root = _root_of(name)
    field = root.fields[name]
    declared = ", ".join(f"${arg}: {field.args[arg].type}" for arg in variables)
    passed = ", ".join(f"{arg}: ${arg}" for arg in variables)
    text = (
        f"{root.name.lower()} {name[0].upper()}{name[1:]}"
        f"{f'({declared})' if declared else ''}"
        f" {{ {_selected(f'{name}({passed})' if passed else name, field)} }}"
    )
    return Document(name=name, text=text, variables=variables, shape=str(field.type))


def _departures(path: str, kind: GraphQLOutputType, value: Any) -> Iterator[str]:
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            yield f"{path} is null"
        else:
            yield from _departures(path, kind.of_type, value)
    elif value is None:
        return
    elif isinstance(kind, GraphQLList):
        for place, item in enumerate(value):
            yield from _departures(f"{path}[{place}]", kind.of_type, item)
    elif isinstance(kind, GraphQLObjectType):
        if value.keys() != kind.fields.keys():
            yield f"{path} has {sorted(value)}"
        for name in value.keys() & kind.fields.keys():
            yield from _departures(f"{path}.{name}", kind.fields[name].type, value[name])
    elif not _is_leaf(kind, value):
        yield f"{path} is {value!r}"


def _is_leaf(kind: GraphQLOutputType, value: Any) -> bool:
    if isinstance(kind, GraphQLEnumType):
        return value in kind.values
    name = get_named_type(kind).name
    return isinstance(value, _PYTHON_TYPES[name]) and (
        name == "Boolean" or not isinstance(value, bool)
    )


IMAGE = _document("image", id=Known.IMAGE_ID)
IMAGES = _document("images", owner=Known.OWNER, status=None, limit=10, nextToken=None)
FACE = _document("face", id=Known.FACE_ID)
FACES = _document("faces", owner=Known.OWNER, limit=10, nextToken=None)
CREATE_UPLOAD = _document(
    "createUpload", fileName="portrait über 😀.jpg", contentType="image/jpeg", contentMd5=None
)
REANALYZE_IMAGE = _document("reanalyzeImage", id=Known.IMAGE_ID)
DELETE_IMAGE = _document("deleteImage", id=Known.IMAGE_ID)
ERASURE = _document("erasure")
ERASE_MY_DATA = _document("eraseMyData", confirm=Known.SUB)
PUBLISH_IMAGE_EVENT = _document("publishImageEvent", event="{}")
ON_IMAGE_EVENT = _document("onImageEvent", owner=Known.OWNER)
ON_EVENT_OF_ONE_IMAGE = _document("onImageEvent", owner=Known.OWNER, imageId=Known.IMAGE_ID)

QUERIES = (IMAGE, IMAGES, FACE, FACES, ERASURE)
MUTATIONS = (CREATE_UPLOAD, REANALYZE_IMAGE, DELETE_IMAGE, ERASE_MY_DATA)
SUBSCRIPTIONS = (ON_IMAGE_EVENT, ON_EVENT_OF_ONE_IMAGE)
DOCUMENTS = (*QUERIES, *MUTATIONS, PUBLISH_IMAGE_EVENT, *SUBSCRIPTIONS)


def nullable_fields(type_name: str) -> frozenset[str]:
    kind = CONTRACT.type_map[type_name]
    assert isinstance(kind, GraphQLObjectType)
    return frozenset(n for n, field in kind.fields.items() if not is_non_null_type(field.type))
