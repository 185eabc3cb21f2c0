import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from facegraph.cli.failure import ApiRefused, ExitCode, Unreachable, leaf
from facegraph.cli.screen import Screen
from facegraph.cli.upload import results as results_module
from facegraph.cli.upload import uploader as uploader_module
from facegraph.cli.upload.report import Report
from facegraph.cli.upload.results import Results
from facegraph.cli.upload.uploader import Uploader
from facegraph.photo import Photo
from rekognition_tests.photos import coffee

from tests.cli.fakes import FakeApi, an_image

JOBS = 4
_BYTES_OF_NOTHING = 100  # a stored path takes more


@pytest.fixture(autouse=True)
def _doubtful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing results are queried at once."""
    for name in ("_FIRST_DOUBT_S", "_UNSUBSCRIBED_DOUBT_S", "_LONGEST_DOUBT_S", "_LOOK_S"):
        monkeypatch.setattr(results_module, name, 0.02)


@pytest.fixture
def light_photo(tmp_path: Path) -> Path:
    """A photo so small that bytes in flight take almost no memory."""
    path = tmp_path / "light.jpg"
    path.write_bytes(b"x")
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(coffee())
    return path


async def _paths(path: Path, copies: int = 1) -> AsyncIterator[Path]:
    for _ in range(copies):
        yield path


async def _upload(
    api: FakeApi, photos: AsyncIterator[Path], *, waits: bool = True, patience_s: float = 10
) -> Report:
    report = Report(Screen(as_json=False))
    results = Results(api.as_api(), report.add, patience_s) if waits else None
    async with asyncio.TaskGroup() as group:
        following = group.create_task(results.follow()) if results else None
        await Uploader(api.as_api(), report, results).upload(photos, JOBS)
        if results and following:
            await results.all()
            following.cancel()
    return report


async def test_photo_is_sent_and_its_result_is_counted(photo: Path) -> None:
    api = FakeApi()

    report = await _upload(api, _paths(photo))

    assert (api.posted, report.totals.sent, report.totals.faces) == (1, 1, 1)
    assert report.totals.by_status == {"ANALYZED": 1}
    assert report.totals.is_complete


@pytest.mark.parametrize("waits", [True, False])
async def test_photo_that_was_uploaded_before_is_not_sent(photo: Path, waits: bool) -> None:
    api = FakeApi()
    await _upload(api, _paths(photo))

    report = await _upload(api, _paths(photo), waits=waits)

    assert (api.posted, report.totals.sent, report.totals.was_there) == (1, 0, 1)
    assert report.totals.by_status == {"ANALYZED": 1}


async def test_command_waits_for_the_result_of_a_photo_that_was_uploaded_and_is_not_yet_analysed(
    photo: Path,
) -> None:
    api = FakeApi()
    await _upload(api, _paths(photo))
    (image_id,) = api.stored
    api.stored[image_id] = an_image(image_id, "PENDING")

    async def analyze() -> None:
        await asyncio.sleep(0.1)
        api.stored[image_id] = an_image(image_id, "ANALYZED")

    analyzing = asyncio.create_task(analyze())
    api.publishes = False
    report = await _upload(api, _paths(photo))
    await analyzing

    assert (report.totals.was_there, report.totals.by_status) == (1, {"ANALYZED": 1})


async def test_reject_is_counted_by_its_code(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = await _upload(FakeApi(becomes=lambda _: "REJECTED"), _paths(photo))

    assert report.totals.by_code == {("REJECTED", "CORRUPT_IMAGE"): 1}
    assert not report.totals.is_complete
    assert f"{photo}: rejected, it is broken (CORRUPT_IMAGE)" in capsys.readouterr().err


async def test_same_photo_twice_at_once_is_counted_twice(photo: Path) -> None:
    report = await _upload(FakeApi(), _paths(photo, copies=2))

    assert (report.totals.files, report.totals.by_status) == (2, {"ANALYZED": 2})


async def test_refused_file_does_not_hold_up_others(photo: Path) -> None:
    bad = photo.with_name("${bad}.jpg")
    bad.write_bytes(coffee())
    api = FakeApi()
    create_upload = api.create_upload

    async def refusing(file_name: str, *others: str) -> object:
        if file_name == bad.name:
            refusal = ApiRefused(ExitCode.USAGE, "", "InvalidArgument")
            raise refusal from ValueError("fileName must not hold `${`")
        return await create_upload(file_name, *others)

    async def both() -> AsyncIterator[Path]:
        yield bad
        yield photo

    api.create_upload = refusing  # type: ignore[method-assign, assignment]
    report = await _upload(api, both())

    assert report.totals.by_code == {("REJECTED", "REFUSED"): 1}
    assert report.totals.by_status == {"REJECTED": 1, "ANALYZED": 1}


async def test_upload_of_all_files_ends_when_s3_cannot_be_reached(photo: Path) -> None:
    api = _WithoutS3()

    with pytest.raises(ExceptionGroup) as ended:
        await _upload(api, _paths(photo, copies=100))

    assert isinstance(leaf(ended.value), Unreachable)
    assert "continues where it stopped" in str(leaf(ended.value))
    assert api.stored == {}


async def test_uploads_wait_when_too_many_results_are_awaited(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_module, "MOST_AWAITED", 5)
    monkeypatch.setattr(uploader_module, "read_photo", _numbered())
    report: list[object] = []
    api = FakeApi(publishes=False)
    results = Results(api.as_api(), report.append, patience_s=30)

    uploading = asyncio.create_task(
        Uploader(api.as_api(), Report(Screen(as_json=False)), results).upload(
            _paths(photo, copies=50), JOBS
        )
    )
    await asyncio.sleep(0.5)
    posted_before_events = api.posted
    async with asyncio.TaskGroup() as group:
        following = group.create_task(results.follow())
        await uploading
        await results.all()
        following.cancel()

    assert posted_before_events == 5
    assert (api.posted, len(report)) == (50, 50)


async def test_missing_results_delay_uploads_no_longer_than_the_patience(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_module, "MOST_AWAITED", 5)
    monkeypatch.setattr(uploader_module, "read_photo", _numbered())
    api = FakeApi(publishes=False, becomes=lambda _: "PENDING")

    report = await _upload(api, _paths(photo, copies=12), patience_s=0.2)

    assert api.posted == 12
    assert report.totals.by_status == {"PENDING": 12}


@pytest.mark.slow
async def test_memory_does_not_grow_with_the_number_of_photos(
    light_photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploader_module, "read_photo", _numbered())
    monkeypatch.setattr(results_module, "MOST_AWAITED", 50)  # soon reached, even with few photos

    async def peak_bytes(files: int) -> int:
        api = _Forgetful()
        tracemalloc.start()
        report = await _upload(api, _paths(light_photo, copies=files))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert report.totals.by_status == {"ANALYZED": files}
        return peak

    await peak_bytes(100)  # loads and compiles everything once
    few, many = await peak_bytes(500), await peak_bytes(2_500)

    assert many - few < 2_000 * _BYTES_OF_NOTHING


class _WithoutS3(FakeApi):
    async def _post(self, _: httpx.Request) -> httpx.Response:
        return httpx.Response(503)


class _Forgetful(FakeApi):
    """Keeps nothing, so that any growth is in our code."""

    async def _post(self, request: httpx.Request) -> httpx.Response:
        response = await super()._post(request)
        self.stored.clear()
        return response


def _numbered() -> object:
    """A reader that gives another MD5 at each call."""
    numbers = iter(range(1_000_000))

    def read(path: Path) -> Photo:
        return Photo(
            path=path, content_type="image/jpeg", size_bytes=1, content_md5=f"{next(numbers)}"
        )

    return read
