"""Uploads by form: what may be sent, and where to."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime

from core.model.errors import InvalidArgument
from core.model.image import Image
from core.model.shape import Id
from core.model.stored_object import UPLOADS_PREFIX

MAX_IMAGE_BYTES = 15 * 1024 * 1024  # Rekognition's limit for an image as S3 object
CONTENT_TYPES = ("image/jpeg", "image/png")
MAX_FILE_NAME_BYTES = 255
_MD5_BYTES = 16
# What XML 1.0 cannot hold, and with it neither S3's answers nor its batch deletions, and C1.
_NOT_IN_NAMES = re.compile(r"[/\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field of an upload form."""

    name: str
    """The field's name, as S3 expects it."""
    value: str
    """The field's value, as it was signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadForm:
    """A `multipart/form-data` POST: first the `fields`, then the file as field `file`, which may
    have 1 byte to 15 MB."""

    image_id: Id
    """The id that the image will have."""
    key: str
    """The key that the object will have."""
    url: str
    """The URL that accepts the form."""
    fields: tuple[FormField, ...]
    """The fields to send before the file, unchanged."""
    expires_at: datetime
    """S3 accepts the form until then, which is one hour."""
    image: Image | None = None
    """The image that exists under this key already: you need not upload the file again. Null if
    there is none. Only an upload with `contentMd5` can have one."""


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
    return f"{UPLOADS_PREFIX}{owner}/{upload_id}/{file_name}"


def upload_content_type(content_type: str) -> str:
    if content_type not in CONTENT_TYPES:
        raise InvalidArgument(f"contentType must be one of {', '.join(CONTENT_TYPES)}")
    return content_type
