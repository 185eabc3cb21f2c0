"""Resolvers of events: the mutation that feeds subscriptions, and the check at subscribe time."""

from typing import Annotated

from core.model.caller import Caller
from core.model.errors import InvalidArgument
from core.model.event import ImageEvent
from core.model.shape import Id, Json
from resolvers.declaration import Audience, Fields, Meaning, Mutation, Subscription
from resolvers.request import Backend

_EVERY_IMAGE = ""

field = Fields()


@field(Mutation, audience=Audience.BACKEND)
def publish_image_event(
    _backend: Backend,
    /,
    event: Annotated[
        Json[ImageEvent],
        Meaning("An `ImageEvent` as JSON. Anything else is refused with `InvalidArgument`."),
    ],
) -> ImageEvent | None:
    """Publishes an event to subscribers. They can see only what this mutation selects."""
    return event


@field(Subscription, fed_by=(publish_image_event,))
def on_image_event(
    caller: Caller,
    /,
    owner: Annotated[
        Id,
        Meaning(
            "Your own user id. Only `admins` may name another owner: anybody else gets `Forbidden`."
        ),
    ],
    image_id: Annotated[
        Id | None,
        Meaning("Only events of this image. Leave it out for every image; null is refused."),
    ] = _EVERY_IMAGE,
) -> ImageEvent | None:
    """Changes of the owner's images. Only `admins` can subscribe to another owner's images."""
    if image_id is None:  # AppSync would filter for events without an image: there are none
        raise InvalidArgument("imageId must not be null; leave it out to subscribe to every image")
    caller.owner_to_list(owner)
    return None
