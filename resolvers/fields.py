"""The GraphQL fields that a Lambda resolves: one table for schema, router and infrastructure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedField:
    """`max_batch_size` 0: one invocation a field; else up to that many parents in one."""

    type_name: str
    field_name: str
    max_batch_size: int = 0


RESOLVED_FIELDS = (
    ResolvedField(type_name="Query", field_name="image"),
    ResolvedField(type_name="Query", field_name="images"),
    ResolvedField(type_name="Query", field_name="face"),
    ResolvedField(type_name="Query", field_name="faces"),
    ResolvedField(type_name="Query", field_name="erasure"),
    # 100 faces are up to 480 KB, and a result may have 5 MB.
    ResolvedField(type_name="Image", field_name="faces", max_batch_size=10),
    ResolvedField(type_name="Image", field_name="url", max_batch_size=100),
    ResolvedField(type_name="Mutation", field_name="createUpload"),
    ResolvedField(type_name="Mutation", field_name="deleteImage"),
    ResolvedField(type_name="Mutation", field_name="reanalyzeImage"),
    ResolvedField(type_name="Mutation", field_name="eraseMyData"),
    ResolvedField(type_name="Mutation", field_name="publishImageEvent"),
    ResolvedField(type_name="Subscription", field_name="onImageEvent"),
)
