"""Images that a request names by bucket and key."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from rekognition_emulator.errors import ImageTooLarge, InternalServerError, InvalidS3Object

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef, GetObjectRequestTypeDef

MAX_OBJECT_BYTES = 15 * 1024 * 1024


class ObjectReader:
    """Reads with the server's own credentials and endpoint: boto3's standard environment."""

    def __init__(self) -> None:
        # Local S3 servers answer under one host name, so the bucket goes into the path.
        settings = Config(connect_timeout=5, read_timeout=30, s3={"addressing_style": "path"})
        self._s3: S3Client = boto3.client("s3", config=settings)

    def read(self, bucket: str, name: str, version: str | None = None) -> bytes:
        """The bytes of the object, or of the named version.

        Raises InvalidS3Object when S3 refuses, ImageTooLarge before reading a too large body, and
        InternalServerError when S3 cannot be asked: then the object is not at fault.
        """
        request: GetObjectRequestTypeDef = {"Bucket": bucket, "Key": name}
        if version is not None:
            request["VersionId"] = version
        found = self._get(request)
        with found["Body"] as body:
            if found["ContentLength"] > MAX_OBJECT_BYTES:
                raise ImageTooLarge
            return body.read()

    def _get(self, request: "GetObjectRequestTypeDef") -> "GetObjectOutputTypeDef":
        try:
            return self._s3.get_object(**request)
        except (ParamValidationError, UnicodeError) as error:  # no object can have this name
            raise InvalidS3Object from error
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
                raise InvalidS3Object from error
            raise InternalServerError from error
        except BotoCoreError as error:
            raise InternalServerError from error
