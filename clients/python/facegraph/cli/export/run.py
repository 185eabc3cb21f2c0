"""`facegraph export`: every image and face, in one file."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TextIO

from facegraph.cli.api import LONG_PATIENCE_S, Api, connected
from facegraph.cli.export.writers import CsvWriter, JsonLinesWriter, Writer
from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.cli.options import Format, Status, Where
from facegraph.cli.screen import Screen, counted
from facegraph.client.enums import ImageStatus
from facegraph.pages import pages

_STANDARD_OUTPUT = Path("-")
# A larger page of images with 100 faces each could exceed AppSync's limit of 5 MB for a response.
_PAGE = 10
_TEXT: dict[Format, Callable[[TextIO], Writer]] = {
    Format.JSONL: JsonLinesWriter,
    Format.CSV: CsvWriter,
}


async def export(
    where: Where,
    form: Format,
    output: Path,
    status: Status | None,
    owner: str | None,
    limit: int | None,
    screen: Screen,
) -> None:
    async with connected(where, LONG_PATIENCE_S) as api:
        with _destination(form, output) as writer:
            images, faces = await _write(api, writer, status, owner, limit, screen)
    summary = f"{counted(images, 'image')} with {counted(faces, 'face')}"
    if output == _STANDARD_OUTPUT:
        screen.note(f"{summary}.")
    elif screen.as_json:
        screen.document({"images": images, "faces": faces, "savedTo": str(output)})
    else:
        screen.say(f"{summary}, in {output}.")


async def _write(
    api: Api,
    writer: Writer,
    status: Status | None,
    owner: str | None,
    limit: int | None,
    screen: Screen,
) -> tuple[int, int]:
    wanted = ImageStatus(status) if status else None
    images, faces = 0, 0
    with screen.busy("") as shown:
        async for page, _ in pages(
            lambda size, token: api.images_with_faces(owner, wanted, size, token), limit, _PAGE
        ):
            for image in page:
                writer.write(image)
                faces += len(image.faces or ())
            images += len(page)
            shown(f"{counted(images, 'image')}, {counted(faces, 'face')}")
    return images, faces


@contextmanager
def _destination(form: Format, output: Path) -> Iterator[Writer]:
    """Replaces the file as a whole, or leaves it as it was. Raises CommandFailed."""
    if output == _STANDARD_OUTPUT:
        if form is Format.PARQUET:
            raise CommandFailed(ExitCode.USAGE, "Parquet needs a file: name it with --output.")
        yield _TEXT[form](sys.stdout)
        return
    draft = output.with_name(f".{output.name}.part")
    try:
        with _file(form, draft) as writer:
            yield writer
        draft.replace(output)
    except OSError as error:
        raise CommandFailed(
            ExitCode.BAD_FILE,
            f"{output} cannot be written ({error.strerror}): name another file with --output.",
        ) from None
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _file(form: Format, path: Path) -> Iterator[Writer]:
    if form is Format.PARQUET:
        with _parquet(path) as writer:
            yield writer
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield _TEXT[form](file)


def _parquet(path: Path) -> AbstractContextManager[Writer]:
    try:
        from facegraph.cli.export.parquet import ParquetFile
    except ImportError:
        raise CommandFailed(
            ExitCode.NOT_SET_UP,
            "Parquet needs the package pyarrow: run `pip install 'facegraph[parquet]'`.",
        ) from None
    return ParquetFile(path)
