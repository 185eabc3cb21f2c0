"""`facegraph upload --dry-run`: the files that would be sent, as far as this machine knows."""

from collections.abc import Sequence
from pathlib import Path

from facegraph.cli.screen import Screen
from facegraph.cli.upload.tree import PassedOver, photos_in, require_paths
from facegraph.errors import UploadRejected
from facegraph.photo import content_type_of


def preview(paths: Sequence[Path], screen: Screen, *, recursive: bool) -> None:
    """Sends no request, so files that were uploaded before are not recognised."""
    require_paths(paths)
    passed_over, fit, unfit, fit_bytes = PassedOver(), 0, 0, 0
    for path in photos_in(paths, recursive=recursive, passed_over=passed_over):
        try:
            content_type, size_bytes = content_type_of(path)
        except UploadRejected as error:
            unfit += 1
            _show(screen, path, None, 0, error)
        else:
            fit += 1
            fit_bytes += size_bytes
            _show(screen, path, content_type, size_bytes, None)
    screen.summarize(
        f"{fit:,} of {fit + unfit:,} photos ({fit_bytes / 1e6:.1f} MB) would be sent, except those "
        "that were uploaded before. Nothing was sent."
    )
    for each in passed_over.unreadable:
        screen.note(each)


def _show(
    screen: Screen,
    path: Path,
    content_type: str | None,
    size_bytes: int,
    rejection: UploadRejected | None,
) -> None:
    if screen.as_json:
        screen.document(
            {
                "file": str(path),
                "contentType": content_type,
                "sizeBytes": size_bytes,
                "failure": {"code": rejection.code, "message": str(rejection)}
                if rejection
                else None,
            }
        )
    elif rejection:
        screen.say(f"{path}: not to be sent, {rejection} ({rejection.code})")
    else:
        screen.say(f"{path}: {content_type}, {size_bytes:,} bytes")
