"""Resolvers of events: the mutation that feeds subscriptions, and the check at subscribe time."""

from typing import Any

from core.model.errors import InvalidArgument
from core.model.event import ImageEvent
from core.model.wire import from_wire, to_wire
from resolvers.request import Request
from resolvers.router import Router


def event_resolvers() -> Router:
    router = Router()

    @router.resolver("Mutation", "publishImageEvent")
    def publish_image_event(request: Request, event: dict[str, Any]) -> Any:
        request.require_backend()
        return _checked(event)

    @router.resolver("Subscription", "onImageEvent")
    def on_image_event(request: Request, owner: str, **image_id: str | None) -> None:
        # An explicit null would ask for events without an image, which there are none of.
        if image_id.get("image_id", "") is None:
            raise InvalidArgument("imageId must not be null; leave it out to hear of every image")
        request.caller.owner_to_list(owner)

    return router


def _checked(event: dict[str, Any]) -> Any:
    try:
        return to_wire(from_wire(ImageEvent, event))
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as error:
        raise InvalidArgument(f"event is not an ImageEvent: {error}") from error
