"""Errors that reach callers. The class name is the stable code: AppSync shows it as `errorType`."""


class FacegraphError(Exception):
    """A refusal with a message that is safe to show to the caller."""


class InvalidArgument(FacegraphError):
    """An argument is outside its documented range or form."""


class InvalidNextToken(FacegraphError):
    """A `nextToken` that this API did not issue."""

    def __init__(self) -> None:
        super().__init__("nextToken is not one that this API issued")


class NotSignedIn(FacegraphError):
    """The request carries no user."""

    def __init__(self) -> None:
        super().__init__("this operation needs a signed-in user")


class Forbidden(FacegraphError):
    """The caller may not do this, whatever the resource."""


class ImageNotFound(FacegraphError):
    """No such image, or one that belongs to somebody else: callers cannot tell which."""

    def __init__(self) -> None:
        super().__init__("no such image")


class ImageChanged(FacegraphError):
    """The image was analysed again while its faces were being read."""

    def __init__(self) -> None:
        super().__init__("the image changed while it was being read; ask again")


class ErasureNotConfirmed(FacegraphError):
    """The word that confirms an erasure is missing or wrong."""

    def __init__(self) -> None:
        super().__init__("confirm must be your own user id (`sub`); nothing was erased")


class ErasureRunning(FacegraphError):
    """Nothing new is taken in while everything of the owner is being erased."""

    def __init__(self) -> None:
        super().__init__("your data is being erased; upload again once that is done")


class Conflict(FacegraphError):
    """Somebody else wrote the record since it was read."""

    def __init__(self) -> None:
        super().__init__("the record changed since it was read")
