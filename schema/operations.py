"""Queries, mutations and the subscription: the shape of the API."""

import types
from collections.abc import AsyncGenerator
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from core.model.wire import camel_case
from schema.appsync import AWSJSON, SCALARS, AwsIam, AwsSubscribe
from schema.invocation import resolved
from schema.types import Erasure, Face, Image, ImageEvent, ImageStatus, UploadForm


def _object(name: str, *directives: object, **fields: Any) -> Any:
    return strawberry.type(type(name, (), fields), directives=list(directives))


def _connection(name: str, item: Any) -> Any:
    annotations = {"items": types.GenericAlias(list, (item,)), "next_token": str | None}
    return strawberry.type(type(name, (), {"__annotations__": annotations}))


_OWNER: dict[str, Any] = {"owner": strawberry.ID | None}
_PAGE: dict[str, Any] = {"limit": int | None, "next_token": str | None}
ImageConnection = _connection("ImageConnection", Image)
FaceConnection = _connection("FaceConnection", Face)

Query = _object(
    "Query",
    image=resolved(Image | None, id=strawberry.ID),
    images=resolved(ImageConnection, **_OWNER, status=ImageStatus | None, **_PAGE),
    face=resolved(Face | None, id=strawberry.ID),
    faces=resolved(FaceConnection, **_OWNER, **_PAGE),
    erasure=resolved(Erasure | None),
)
Mutation = _object(
    "Mutation",
    create_upload=resolved(UploadForm, file_name=str, content_type=str, content_md5=str | None),
    delete_image=resolved(strawberry.ID, id=strawberry.ID),
    reanalyze_image=resolved(Image, id=strawberry.ID),
    erase_my_data=resolved(Erasure, confirm=str),
    publish_image_event=resolved(ImageEvent | None, directives=[AwsIam()], event=AWSJSON),
)
Subscription = _object(
    "Subscription",
    on_image_event=resolved(
        AsyncGenerator[ImageEvent | None, None],
        directives=[AwsSubscribe(mutations=["publishImageEvent"])],
        subscription=True,
        owner=strawberry.ID,
        image_id=strawberry.ID | None,
    ),
)


def member(source: dict[str, Any], name: str) -> Any:
    """A resolver's answer is a JSON document; what it does not have is null."""
    return source.get(camel_case(name))


schema = strawberry.Schema(
    Query,
    Mutation,
    Subscription,
    config=StrawberryConfig(scalar_map=SCALARS, default_resolver=member),
)
