"""Every field that AppSync resolves through Lambda.

The router, schema.graphql, the CDK resolvers and the reference are made from these declarations.
"""

from resolvers import erasures, events, faces, image_fields, images
from resolvers.declaration import Field

FIELDS: tuple[Field, ...] = (
    *images.field,
    *faces.field,
    *erasures.field,
    *events.field,
    *image_fields.field,
)
