"""The errors of DetectFaces under Rekognition's names, with Rekognition's messages where known.

Names and HTTP status codes: API reference, DetectFaces, "Errors".
"""

from typing import ClassVar


class RekognitionError(Exception):
    """Becomes the `__type` and `Message` of a response; safe to pickle between processes."""

    code: ClassVar[str]
    status: ClassVar[int] = 400
    wording: ClassVar[str]

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.wording)


class ImageTooLarge(RekognitionError):
    """The documented name. For Bytes above 5 MiB callers of Rekognition have also reported
    ValidationException.
    """

    code = "ImageTooLargeException"
    wording = "The input image size exceeds the allowed limit."


class InvalidImageFormat(RekognitionError):
    code = "InvalidImageFormatException"
    wording = "Request has invalid image format"


class InvalidParameter(RekognitionError):
    code = "InvalidParameterException"
    wording = "Request has invalid parameters"


class InvalidS3Object(RekognitionError):
    code = "InvalidS3ObjectException"
    wording = (
        "Unable to get object metadata from S3. Check object key, region and/or access permissions."
    )


class ThroughputExceeded(RekognitionError):
    code = "ProvisionedThroughputExceededException"
    wording = "Provisioned rate exceeded."


class Throttled(RekognitionError):
    code = "ThrottlingException"
    status = 500
    wording = (
        "Amazon Rekognition is temporarily unable to process the request. Try your call again."
    )


class InternalServerError(RekognitionError):
    code = "InternalServerError"
    status = 500
    wording = "Amazon Rekognition experienced a service issue. Try your call again."


class SerializationFailed(RekognitionError):
    """The body is not what AWS JSON 1.1 allows: not JSON, or a member of a wrong type."""

    code = "SerializationException"
    wording = "The request body could not be read as JSON."


class ConstraintViolated(RekognitionError):
    """The request violates a length, pattern, enum or required member of the service model."""

    code = "ValidationException"
    wording = "1 validation error detected"


class UnknownOperation(RekognitionError):
    code = "UnknownOperationException"
    wording = "X-Amz-Target names no operation of Amazon Rekognition."


class OperationNotImplemented(RekognitionError):
    """An operation of Rekognition that this engine does not have; SDKs do not retry status 501."""

    code = "OperationNotImplementedException"
    status = 501
    wording = "This engine does not have that operation."
