"""Arguments that several fields have."""

from typing import Annotated

from core.model.shape import Id
from resolvers.declaration import Meaning

ImageId = Annotated[Id, Meaning("The id of an `Image`.")]
FaceId = Annotated[Id, Meaning("The id of a `Face`.")]
ListedOwner = Annotated[
    Id | None,
    Meaning(
        "The owner of the list; you, unless given. Only `admins` may name another owner: anybody "
        "else gets `Forbidden`."
    ),
]
Limit = Annotated[
    int | None,
    Meaning(
        "The number of items on a page: 1 to 100, 20 unless given. Only the last page has fewer."
    ),
]
NextToken = Annotated[
    str | None, Meaning("`nextToken` of the page before. Leave it out for the first page.")
]
