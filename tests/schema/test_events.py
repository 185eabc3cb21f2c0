import json

import pytest
from graphql import FieldNode, OperationDefinitionNode, SelectionSetNode, parse, validate

from adapters.subscriptions import mutation_document
from core.model.event import EventKind, ImageEvent
from core.model.wire import to_wire
from tests.schema.api import Api
from tests.support.builders import an_event, an_image, the_backend
from tests.support.documents import (
    CONTRACT,
    DOCUMENTS,
    PUBLISH_IMAGE_EVENT,
    SUBSCRIPTIONS,
    Document,
    selection,
)

COMPUTED = {("image", "url"), ("image", "faces")}


def paths_in(selected: SelectionSetNode | None, *above: str) -> set[tuple[str, ...]]:
    """The path of every selected field."""
    paths: set[tuple[str, ...]] = set()
    for node in selected.selections if selected else ():
        assert isinstance(node, FieldNode)
        path = (*above, node.name.value)
        paths |= {path} | paths_in(node.selection_set, *path)
    return paths


def published_paths(document: str) -> set[tuple[str, ...]]:
    """The paths that are selected below the mutation's field."""
    (operation,) = parse(document).definitions
    assert isinstance(operation, OperationDefinitionNode)
    (mutation,) = operation.selection_set.selections
    assert isinstance(mutation, FieldNode)
    return paths_in(mutation.selection_set)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_document_is_valid_by_the_contract(document: Document) -> None:
    assert validate(CONTRACT, parse(document.text)) == []


def test_publishing_mutation_is_valid_by_the_contract() -> None:
    assert validate(CONTRACT, parse(mutation_document())) == []


def test_publishing_mutation_selects_every_stored_field_and_no_computed_one() -> None:
    everything = published_paths(PUBLISH_IMAGE_EVENT.text)
    computed = {path for path in everything if path[:2] in COMPUTED}

    assert computed
    assert published_paths(mutation_document()) == everything - computed


@pytest.mark.parametrize(
    "event",
    [
        an_event(),
        an_event(kind=EventKind.DELETED, image=None, faces=None),
        an_event(kind=EventKind.REJECTED, image=an_image("uploads/ana/ü 😀.jpg"), faces=()),
        an_event(truncated=True, faces=None),
    ],
    ids=["analyzed", "deleted", "rejected", "truncated"],
)
def test_published_event_reaches_subscribers_whole(api: Api, event: ImageEvent) -> None:
    published = api.data(mutation_document(), the_backend(), event=json.dumps(to_wire(event)))

    assert published == {"publishImageEvent": to_wire(event)}


@pytest.mark.parametrize("document", SUBSCRIPTIONS, ids=lambda d: str(sorted(d.variables)))
def test_subscription_can_select_every_field_of_an_event(document: Document) -> None:
    assert published_paths(document.text) == published_paths(
        f"{{ onImageEvent {selection('ImageEvent')} }}"
    )
    assert document.shape == "ImageEvent"
