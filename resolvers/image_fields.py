"""Fields of an image that are not stored with it."""

from core.model.face import Face
from core.model.image import Image
from core.use_cases.catalog import Catalog
from resolvers.declaration import Audience, Fields

field = Fields()


# 100 faces are up to 480 KB, and a result may have 5 MB.
@field(Image, max_batch_size=10)
def faces(catalog: Catalog, image: Image, /) -> tuple[Face, ...] | None:
    """The faces of this revision. Null if this revision has no analysis. The error `ImageChanged`
    means that a newer revision exists: query again. Null in events, which have `faces` of their
    own."""
    return catalog.faces_of(image.id, image.revision)


# A link is a bearer secret: only for the user who asks, never in an event.
@field(Image, max_batch_size=100, audience=Audience.USERS)
def url(catalog: Catalog, image: Image, /) -> str | None:
    """A link to the picture, valid for 15 minutes. Anybody who has the link can open it, so keep it
    out of logs. Null until the object has been uploaded, and in events."""
    return catalog.url(image)
