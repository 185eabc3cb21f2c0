"""A file before its upload: its format by its first bytes, its size, and its MD5."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from facegraph.errors import UploadRejected

MAX_BYTES = 15 * 1024 * 1024  # an upload form's limit
_CHUNK_BYTES = 256 * 1024
_SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    path: Path
    content_type: str
    size_bytes: int
    content_md5: str

    @property
    def file_name(self) -> str:
        return self.path.name


def content_type_of(path: Path) -> tuple[str, int]:
    """The content type and the size in bytes. Raises UploadRejected."""
    try:
        _require_name(path)
        with path.open("rb") as file:
            head = file.read(16)
            size_bytes = file.seek(0, 2)
    except OSError as error:
        raise UploadRejected("UNREADABLE", f"the file cannot be read: {error.strerror}") from None
    if not size_bytes:
        raise UploadRejected("EMPTY", "the file is empty")
    if size_bytes > MAX_BYTES:
        raise UploadRejected("TOO_LARGE", f"the file has more than {MAX_BYTES // 1024**2} MB")
    for signature, content_type in _SIGNATURES.items():
        if head.startswith(signature):
            return content_type, size_bytes
    raise UploadRejected("UNSUPPORTED_FORMAT", "the file is neither JPEG nor PNG")


def read_photo(path: Path) -> Photo:
    """Reads the whole file in chunks. Raises UploadRejected."""
    content_type, size_bytes = content_type_of(path)
    digest = hashlib.md5(usedforsecurity=False)
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
    except OSError as error:
        raise UploadRejected("UNREADABLE", f"the file cannot be read: {error.strerror}") from None
    return Photo(
        path=path,
        content_type=content_type,
        size_bytes=size_bytes,
        content_md5=base64.b64encode(digest.digest()).decode(),
    )


def _require_name(path: Path) -> None:
    try:
        path.name.encode()
    except UnicodeEncodeError:
        raise UploadRejected(
            "UNSUPPORTED_NAME", "the file's name is not UTF-8; rename it"
        ) from None
