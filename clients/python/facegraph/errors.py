"""What the client raises, beside httpx's own errors."""


class FacegraphError(Exception):
    pass


class ApiError(FacegraphError):
    """The API refused an operation. `error_type` is stable, see docs/guides/api.md."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


class UnexpectedResponse(FacegraphError):
    """Whatever answered is not AppSync, or AppSync itself has failed."""

    def __init__(self, status_code: int) -> None:
        super().__init__(f"HTTP status {status_code}, and no GraphQL response")
        self.status_code = status_code


class ConnectionLost(FacegraphError):
    """A subscription's connection failed or ended. Subscribe again."""


class UploadRejected(FacegraphError):
    """The file was not uploaded. `code` is the API's own where the API would reject it, too."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
