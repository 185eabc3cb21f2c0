import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from rekognition_tests.photos import astronaut, coffee, group_of

from adapters.table import keys
from adapters.table.faces import TableFaces
from core.model.face import faces_of
from tests.support.builders import FACE_SET, a_full_face_detail
from tests.support.system.documents import (
    CREATE_UPLOAD,
    ERASE_MY_DATA,
    ERASURE,
    FACES,
    IMAGE,
    IMAGES,
)
from tests.support.system.people import Person
from tests.support.system.system import System, Upload
from tests.support.waiting import eventually

NOTHING = {"objectVersions": 0, "images": 0, "faces": 0}
_MAX_LOOKS, _PAUSE_S = 240, 0.5
A_FORM = {"fileName": "photo.jpg", "contentType": "image/jpeg"}


async def until_erasure(person: Person, is_so: Callable[[Any], bool]) -> Any:
    for _ in range(_MAX_LOOKS):
        latest = await person.answer(ERASURE)
        if is_so(latest):
            return latest
        await asyncio.sleep(_PAUSE_S)
    raise AssertionError("the erasure never came so far")


def objects_of(system: System, owner: Person) -> list[str]:
    """Every version and delete marker under the owner's prefix."""
    prefix = f"uploads/{owner.sub}/"
    found = system.s3.list_object_versions(Bucket=system.outputs.bucket_name, Prefix=prefix)
    return [e["Key"] for e in [*found.get("Versions", []), *found.get("DeleteMarkers", [])]]


def items_of(system: System, owner: Person) -> list[dict[str, Any]]:
    """Every item of the table that names the owner anywhere."""
    scanned = system.dynamodb.get_paginator("scan").paginate(
        TableName=system.outputs.table_name, ConsistentRead=True
    )
    return [item for page in scanned for item in page["Items"] if owner.sub in str(item)]


def images_and_faces_of(system: System, owner: Person) -> list[dict[str, Any]]:
    """The owner's items without tombstones and the receipt."""
    kept = (keys.FACE_OWNER, keys.OWNER)
    return [item for item in items_of(system, owner) if any(name in item for name in kept)]


async def test_everything_of_the_caller_is_erased_and_nothing_of_other_owners(
    system: System, ana: Person, ben: Person
) -> None:
    async with system.receivers(ana) as receivers:
        uploads = await _store(system, ana)
        bens = system.put(ben, "photo.jpg", astronaut())
        await system.ingest.until_handled(bens.id, times=1)
        before = await ben.answer(IMAGE, id=bens.id)
        shown = len((await ana.answer(FACES))["items"])

        started = await ana.answer(ERASE_MY_DATA, confirm=ana.sub)
        refused = await ana.ask(CREATE_UPLOAD, **A_FORM)
        await system.erasing.settle(ana.sub)
        done = await until_erasure(ana, lambda latest: latest["status"] != "RUNNING")
        for upload in uploads:
            await receivers.event(upload.id, "DELETED")
        await system.ingest.until_idle()
        kinds_of_each = {upload.id: receivers.kinds_of(upload.id) for upload in uploads}
        await eventually(lambda: not images_and_faces_of(system, ana), "an empty table")

    assert started["status"] == "RUNNING"
    assert refused.error_types == ["ErasureRunning"]
    assert (done["id"], done["status"], done["found"]) == (started["id"], "DONE", NOTHING)
    removed = {"objectVersions": 5, "images": 3, "faces": shown + 1}
    assert done["removed"] == removed
    assert objects_of(system, ana) == []
    assert {kinds.count("DELETED") for kinds in kinds_of_each.values()} == {1}
    assert (await ana.answer(IMAGES))["items"] == []
    assert (await ana.answer(FACES))["items"] == []
    assert await ben.answer(IMAGE, id=bens.id) == before
    assert system.versions(bens.key) == [bens.version_id]
    assert len(system.stored_faces(bens.id)) == 1


async def _store(system: System, ana: Person) -> list[Upload]:
    """Two versions of a group's photo, a photo under a delete marker, an upload without a form, an
    upload that was only announced, and faces that no record names."""
    first = system.put(ana, "group.jpg", coffee())
    await system.ingest.until_handled(first.id, times=1)
    group = system.put(ana, "group.jpg", group_of(2, 1))
    hidden = system.put(ana, "hidden.jpg", astronaut())
    odd = system.put(ana, "a b+ü😀.jpg", coffee())
    await system.ingest.until_handled(group.id, times=2)
    for upload in (hidden, odd):
        await system.ingest.until_handled(upload.id, times=1)
    system.delete(hidden.key)
    await eventually(lambda: not system.stored_faces(hidden.id), "the hidden photo's removal")
    await ana.answer(CREATE_UPLOAD, **A_FORM)
    orphan = faces_of(system.image_id("gone"), FACE_SET, [a_full_face_detail()])
    faces = TableFaces(system.dynamodb, system.outputs.table_name)
    faces.write(ana.sub, datetime.now(UTC), orphan)
    return [group, hidden, odd]
