"""The core's dataclasses as GraphQL types: same names, same members, camelCase."""

import dataclasses
import types
import typing
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

import strawberry

from core.model import erasure, event, face, image, upload
from schema.appsync import AwsCognitoUserPools, AWSDateTime, AwsIam
from schema.invocation import resolved

_IDS = {"id", "image_id", "owner"}


@cache
def graphql_type(kind: Any) -> Any:
    """The strawberry type of a core type: None in it becomes null, tuples become lists."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (argument for argument in arguments if argument is not types.NoneType)
        return graphql_type(inner) | None
    if origin is tuple:
        return types.GenericAlias(list, (graphql_type(arguments[0]),))
    if kind is datetime:
        return AWSDateTime
    if isinstance(kind, type) and issubclass(kind, Enum):
        return strawberry.enum(kind, graphql_name_from="value")
    return _output_type(kind) if dataclasses.is_dataclass(kind) else kind


def _output_type(kind: Any) -> Any:
    """An object type: for users, and for the backend too where an event may hold it."""
    hints = typing.get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]
    annotations = {
        name: strawberry.ID if name in _IDS else graphql_type(hints[name]) for name in names
    }
    namespace = {"__annotations__": annotations, **_COMPUTED.get(kind, dict)()}
    directives = [] if kind in _NEVER_IN_EVENTS else [AwsIam(), AwsCognitoUserPools()]
    return strawberry.type(type(kind.__name__, (), namespace), directives=directives)


def _computed_of_image() -> dict[str, Any]:
    return {
        "faces": resolved(types.GenericAlias(list, (Face,)) | None),
        # A link is a bearer secret: for the user who asks, never part of an event.
        "url": resolved(str | None, directives=[AwsCognitoUserPools()]),
    }


_COMPUTED = {image.Image: _computed_of_image}
_NEVER_IN_EVENTS = (
    *(upload.UploadForm, upload.FormField),
    *(erasure.Erasure, erasure.ErasureCounts, erasure.Remainder),
)

Face = graphql_type(face.Face)
ImageStatus = graphql_type(image.ImageStatus)
Image = graphql_type(image.Image)
ImageEvent = graphql_type(event.ImageEvent)
Erasure = graphql_type(erasure.Erasure)
UploadForm = graphql_type(upload.UploadForm)
