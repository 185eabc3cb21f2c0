"""Uploads by form: what may be sent, and where to."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime

from core.model.errors import InvalidArgument
from core.model.image import Image

MAX_IMAGE_BYTES = 15 * 1024 * 1024  # Rekognition's limit for an image as S3 object
CONTENT_TYPES = ("image/jpeg", "image/png")
MAX_FILE_NAME_BYTES = 255
_MD5_BYTES = 16
# What XML 1.0 cannot hold, and with it neither S3's answers nor its batch deletions, and C1.
_NOT_IN_NAMES = re.compile(r"[/\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadForm:
    """A `multipart/form-data` POST: these fields first, then the file as field `file`.

    `image`: the one that is there already under the key, for an upload whose MD5 was told.
    """

    image_id: str
    key: str
    url: str
    fields: tuple[FormField, ...]
    expires_at: datetime
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class ContentMd5:
    """The digest of a file's bytes: `base64` as the header Content-MD5 has it."""

    base64: str

    @classmethod
    def parse(cls, text: str) -> "ContentMd5":
        """Raises InvalidArgument for what is not the base64 form of 16 bytes."""
        try:
            digest = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            digest = b""
        if len(digest) != _MD5_BYTES or base64.b64encode(digest).decode() != text:
            raise InvalidArgument("contentMd5 must be the MD5 of the file, 16 bytes in base64")
        return cls(text)

    @property
    def hex(self) -> str:
        return base64.b64decode(self.base64).hex()


def upload_key(owner: str, upload_id: str, file_name: str) -> str:
    """Raises InvalidArgument for a name that is empty, too long, a path's `.` or `..`, or holds
    `/` or control characters."""
    if _NOT_IN_NAMES.search(file_name):
        raise InvalidArgument("fileName must not hold slashes or control characters")
    if not file_name.strip() or len(file_name.encode()) > MAX_FILE_NAME_BYTES:
        raise InvalidArgument(f"fileName must have 1 to {MAX_FILE_NAME_BYTES} bytes in UTF-8")
    if file_name in (".", ".."):  # HTTP clients resolve them away before they ask for the link
        raise InvalidArgument("fileName must not be `.` or `..`")
    if "${" in file_name:  # S3's forms put the client's own file name in place of `${filename}`
        raise InvalidArgument("fileName must not hold `${`")
    return f"uploads/{owner}/{upload_id}/{file_name}"


def upload_content_type(content_type: str) -> str:
    if content_type not in CONTENT_TYPES:
        raise InvalidArgument(f"contentType must be one of {', '.join(CONTENT_TYPES)}")
    return content_type
