"""Objects over S3."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from core.image import image_id
from core.ports import ObjectGone
from core.stored_object import ObjectVersion
from core.upload import MAX_IMAGE_BYTES, FormField, UploadForm

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

UPLOAD_FORM_LIFETIME = timedelta(hours=1)
URL_LIFETIME = timedelta(minutes=15)
_MAX_DELETE_OBJECTS = 1000
_GONE = {"404", "NoSuchKey", "NoSuchVersion", "MethodNotAllowed"}


class RemovalRefused(Exception):
    """S3 left versions of an object in place."""


@dataclass(frozen=True, slots=True)
class S3Objects:
    client: "S3Client"

    def look(self, bucket: str, key: str) -> ObjectVersion | None:
        try:
            head = self.client.head_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                return None
            raise
        return ObjectVersion(
            bucket=bucket,
            key=key,
            version_id=head["VersionId"],
            etag=head["ETag"].strip('"'),
            size_bytes=head["ContentLength"],
            content_type=head.get("ContentType"),
            uploaded_at=head["LastModified"],
        )

    def read(self, version: ObjectVersion, size_bytes: int) -> bytes:
        try:
            response = self.client.get_object(
                Bucket=version.bucket,
                Key=version.key,
                VersionId=version.version_id,
                Range=f"bytes=0-{size_bytes - 1}",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                raise ObjectGone from error
            raise
        return response["Body"].read()

    def remove(self, bucket: str, key: str) -> None:
        versions = self._versions(bucket, key)
        for start in range(0, len(versions), _MAX_DELETE_OBJECTS):
            batch = versions[start : start + _MAX_DELETE_OBJECTS]
            response = self.client.delete_objects(
                Bucket=bucket, Delete={"Objects": batch, "Quiet": True}
            )
            if response.get("Errors"):
                codes = {error.get("Code") for error in response["Errors"]}
                raise RemovalRefused(f"{len(response['Errors'])} versions: {codes}")

    def upload_form(self, bucket: str, key: str, content_type: str, now: datetime) -> UploadForm:
        form = self.client.generate_presigned_post(
            Bucket=bucket,
            Key=key,
            Fields={"Content-Type": content_type},
            Conditions=[
                {"Content-Type": content_type},
                ["content-length-range", 1, MAX_IMAGE_BYTES],
            ],
            ExpiresIn=int(UPLOAD_FORM_LIFETIME.total_seconds()),
        )
        fields = (FormField(name=name, value=value) for name, value in form["fields"].items())
        return UploadForm(
            image_id=image_id(bucket, key),
            key=key,
            url=form["url"],
            fields=tuple(fields),
            expires_at=now + UPLOAD_FORM_LIFETIME,
        )

    def url(self, bucket: str, key: str, version_id: str) -> str:
        return self.client.generate_presigned_url(
            "get_object",
            Params={"Bucket": bucket, "Key": key, "VersionId": version_id},
            ExpiresIn=int(URL_LIFETIME.total_seconds()),
        )

    def _versions(self, bucket: str, key: str) -> "list[ObjectIdentifierTypeDef]":
        pages = self.client.get_paginator("list_object_versions").paginate(
            Bucket=bucket, Prefix=key
        )
        return [
            {"Key": key, "VersionId": entry["VersionId"]}
            for page in pages
            for entry in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if entry["Key"] == key
        ]
