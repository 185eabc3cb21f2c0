"""Objects over S3."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from core.lifetimes import IMAGE_LINK_LIFETIME, UPLOAD_FORM_LIFETIME
from core.model.image import image_id
from core.model.stored_object import ObjectVersion
from core.model.upload import (
    MAX_IMAGE_BYTES,
    ContentMd5,
    FormField,
    UploadForm,
)
from core.ports import ObjectGone

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import DeleteMarkerEntryTypeDef, ObjectVersionTypeDef

_GONE = {"404", "NoSuchKey", "NoSuchVersion", "MethodNotAllowed"}


class S3Failed(Exception):
    """S3 refused, with `code`, or could not be reached: then `code` is the name of boto3's error.

    The original message is left out. It names the object's key, which no log may hold: in the
    requested URL, or in the ARN of the refused resource.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class S3Objects:
    client: "S3Client"

    def look(self, bucket: str, key: str) -> ObjectVersion | None:
        try:
            with _asking_s3():
                head = self.client.head_object(Bucket=bucket, Key=key)
        except S3Failed as failed:
            if failed.code in _GONE:
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
            with _asking_s3():
                response = self.client.get_object(
                    Bucket=version.bucket,
                    Key=version.key,
                    VersionId=version.version_id,
                    Range=f"bytes=0-{size_bytes - 1}",
                )
                return response["Body"].read()
        except S3Failed as failed:
            if failed.code in _GONE:
                raise ObjectGone from failed
            raise

    def remove(self, bucket: str, key: str) -> None:
        # One by one: a batch names keys in XML, and XML cannot hold every key that S3 accepts.
        for version_id in self._version_ids(bucket, key):
            with _asking_s3():
                self.client.delete_object(Bucket=bucket, Key=key, VersionId=version_id)

    def keys_under(self, bucket: str, prefix: str) -> Iterator[str]:
        last = None
        for page in self._version_pages(bucket, prefix):
            for key in sorted({entry["Key"] for entry in page}):
                if key != last:  # the next page may have more versions of this key
                    yield key
                last = key

    def count_versions(self, bucket: str, key: str) -> int:
        return sum(1 for _ in self._version_ids(bucket, key))

    def upload_form(
        self,
        bucket: str,
        key: str,
        content_type: str,
        now: datetime,
        content_md5: ContentMd5 | None = None,
    ) -> UploadForm:
        fixed = {"Content-Type": content_type}
        if content_md5:
            fixed["Content-MD5"] = content_md5.base64
        form = self.client.generate_presigned_post(
            Bucket=bucket,
            Key=key,
            Fields=dict(fixed),  # botocore adds fields to the dict that it receives
            Conditions=[
                *({name: value} for name, value in fixed.items()),
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
            ExpiresIn=int(IMAGE_LINK_LIFETIME.total_seconds()),
        )

    def _version_ids(self, bucket: str, key: str) -> Iterator[str]:
        """S3 lists by key: longer keys with this prefix follow."""
        for page in self._version_pages(bucket, key):
            same = [entry["VersionId"] for entry in page if entry["Key"] == key]
            yield from same
            if not same:
                return

    def _version_pages(
        self, bucket: str, prefix: str
    ) -> "Iterator[list[ObjectVersionTypeDef | DeleteMarkerEntryTypeDef]]":
        paginator = self.client.get_paginator("list_object_versions")
        with _asking_s3():
            for page in paginator.paginate(Bucket=bucket, Prefix=prefix):
                yield [*page.get("Versions", []), *page.get("DeleteMarkers", [])]


@contextmanager
def _asking_s3() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise S3Failed(error.response["Error"]["Code"]) from None
    except BotoCoreError as error:
        raise S3Failed(type(error).__name__) from None
