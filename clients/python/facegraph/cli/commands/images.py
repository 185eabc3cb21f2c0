"""`facegraph images` and `facegraph faces`."""

from typing import Annotated

from typer import Option

from facegraph.cli.options import All, Json, Limit, Owner, Status, Where, connecting

_DEFAULT_LIMIT = 20


@connecting
def images(
    where: Where,
    status: Annotated[
        Status | None, Option(case_sensitive=False, help="Only images of this status.")
    ] = None,
    owner: Owner = None,
    limit: Limit = _DEFAULT_LIMIT,
    all: All = False,
    json: Json = False,
) -> None:
    """Lists images, newest first."""
    from facegraph.cli.images import list_images
    from facegraph.cli.loop import run

    run(list_images(where, status, owner, None if all else limit, as_json=json))


@connecting
def faces(
    where: Where,
    image: Annotated[str | None, Option(metavar="IMAGE", help="Only faces of this image.")] = None,
    owner: Owner = None,
    limit: Limit = _DEFAULT_LIMIT,
    all: All = False,
    json: Json = False,
) -> None:
    """Lists faces of one image or of all images, newest image first."""
    from facegraph.cli.faces import list_faces
    from facegraph.cli.loop import run

    run(list_faces(where, image, owner, None if all else limit, as_json=json))
