"""The result of one file, and totals, whose size does not grow with the number of files."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """`status` is the image's, None for a file that was not uploaded.

    `was_there`: an earlier run, or another file of the same name and content, uploaded the image.
    """

    path: Path
    image_id: str | None = None
    status: str | None = None
    was_there: bool = False
    face_count: int | None = None
    code: str | None = None
    message: str | None = None

    @property
    def is_good(self) -> bool:
        return self.code is None

    def document(self) -> dict[str, Any]:
        return {
            "file": str(self.path),
            "imageId": self.image_id,
            "status": self.status,
            "wasThere": self.was_there,
            "faceCount": self.face_count,
            "failure": None if self.code is None else {"code": self.code, "message": self.message},
        }


@dataclass(slots=True)
class Totals:
    files: int = 0
    sent: int = 0
    sent_bytes: int = 0
    was_there: int = 0
    faces: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    by_code: Counter[tuple[str, str]] = field(default_factory=Counter)  # status and code

    def add(self, result: FileResult) -> None:
        self.files += 1
        self.was_there += result.was_there
        self.faces += result.face_count or 0
        status = result.status or "REJECTED"
        self.by_status[status] += 1
        if result.code:
            self.by_code[status, result.code] += 1

    @property
    def is_complete(self) -> bool:
        return not self.by_code

    def document(self) -> dict[str, Any]:
        return {
            "files": self.files,
            "sent": self.sent,
            "sentBytes": self.sent_bytes,
            "wasThere": self.was_there,
            "faces": self.faces,
            "byStatus": dict(self.by_status),
            "byFailure": {code: count for (_, code), count in self.by_code.items()},
        }
