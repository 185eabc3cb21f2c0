import re
from pathlib import Path

from playwright.sync_api import expect
from rekognition_tests.photos import astronaut, coffee, group_of, truncated

from tests.browser.screen import Screen, payload
from tests.support.system.people import Person
from tests.support.system.system import System

_15_MB = 15 * 1024 * 1024
_ENTRIES_READ_AT_ONCE = 100  # that Chromium reads at once from a dropped folder
# Simulated in the page: root, who may run these tests, can read every file.
_LOCKING = """
() => {
  const { webkitGetAsEntry } = DataTransferItem.prototype;
  DataTransferItem.prototype.webkitGetAsEntry = function () {
    const entry = webkitGetAsEntry.call(this);
    const error = new DOMException("permission denied", "NotReadableError");
    if (entry.name === "locked.jpg") entry.file = (_, reject) => reject(error);
    return entry;
  };
}
"""


def test_photos_are_uploaded_analysed_and_counted(screen: Screen, ana: Person) -> None:
    screen.sign_in(ana)
    screen.be_live()

    screen.uploaded(astronaut=astronaut(), group=group_of(4, 3), coffee=coffee())

    expect(screen.uploads.get_by_test_id("upload-summary")).to_have_text("3 analysed, 13 faces")
    expect(screen.tile("astronaut.jpg")).to_have_accessible_name("astronaut.jpg 1 face")
    expect(screen.tile("group.jpg")).to_have_accessible_name("group.jpg 12 faces")
    expect(screen.tile("coffee.jpg")).to_have_accessible_name("coffee.jpg 0 faces")


def test_same_file_is_not_sent_a_second_time(screen: Screen, system: System, ana: Person) -> None:
    screen.sign_in(ana)
    screen.be_live()
    screen.uploaded(astronaut=astronaut())
    posted: list[str] = []
    screen.page.on(
        "request",
        lambda request: (
            posted.append(request.url)
            if request.method == "POST" and system.outputs.bucket_name in request.url
            else None
        ),
    )

    screen.page.get_by_role("button", name="Clear the uploads").click()
    screen.uploaded(astronaut=astronaut())

    expect(screen.upload_row("astronaut.jpg")).to_contain_text("Already there · 1 face")
    expect(screen.tiles).to_have_count(1)
    assert posted == []


def test_file_that_cannot_be_analysed_is_named_with_its_reason_before_any_request(
    screen: Screen, ana: Person
) -> None:
    screen.sign_in(ana)
    screen.be_live()
    asked: list[str] = []
    screen.page.on("request", lambda request: asked.append(request.url))

    screen.add_files(
        [
            payload("notes.txt", b"no image", "text/plain"),
            payload("renamed.jpg", b"GIF89a and so on"),
            payload("empty.png", b"", "image/png"),
            payload("large.jpg", b"\xff\xd8\xff" + bytes(_15_MB)),
        ]
    )

    expect(screen.uploads.get_by_role("status")).to_have_text("4 files done")
    for name, reason in {
        "notes.txt": "The file is neither a JPEG nor a PNG.",
        "renamed.jpg": "The file is neither a JPEG nor a PNG.",
        "empty.png": "The file is empty.",
        "large.jpg": "The file has 15.1 MB; an image may have 15 MB.",
    }.items():
        expect(screen.upload_row(name)).to_contain_text(f"Left out: {reason}")
    assert asked == []


def test_damaged_photo_is_reported_as_damaged(screen: Screen, ana: Person) -> None:
    screen.sign_in(ana)
    screen.be_live()

    screen.uploaded(broken=truncated(coffee()), whole=coffee())

    expect(screen.upload_row("broken.jpg")).to_contain_text("Damaged image")
    expect(screen.tile("broken.jpg")).to_have_accessible_name("broken.jpg Rejected: Damaged image")
    expect(screen.uploads.get_by_test_id("upload-summary")).to_contain_text("1 problem")


def test_folder_is_added_with_the_folders_in_it(
    screen: Screen, ana: Person, tmp_path: Path
) -> None:
    folder = _holiday(tmp_path)
    screen.sign_in(ana)
    screen.be_live()

    screen.page.get_by_test_id("folder").set_input_files(folder)

    expect(screen.uploads.get_by_role("status")).to_have_text("2 files done")
    expect(screen.tile("one.jpg")).to_be_visible()
    expect(screen.tile("two.jpg")).to_be_visible()


def test_photos_and_folders_that_are_dropped_are_uploaded(
    screen: Screen, ana: Person, tmp_path: Path
) -> None:
    folder, photo = _holiday(tmp_path), tmp_path / "dropped.jpg"
    photo.write_bytes(group_of(2, 1))
    screen.sign_in(ana)
    screen.be_live()

    screen.drag_in(folder, photo)
    expect(screen.page.get_by_text("Drop to add to your images")).to_be_visible()
    screen.let_go(folder, photo)

    expect(screen.page.get_by_text("Drop to add to your images")).to_have_count(0)
    expect(screen.uploads.get_by_role("status")).to_have_text("3 files done")
    expect(screen.tile("dropped.jpg")).to_have_accessible_name("dropped.jpg 2 faces")
    expect(screen.tile("one.jpg")).to_be_visible()
    expect(screen.tile("two.jpg")).to_be_visible()


def test_dropped_file_that_cannot_be_read_is_named_and_all_others_are_uploaded(
    screen: Screen, ana: Person, tmp_path: Path
) -> None:
    folder, locked = _holiday(tmp_path), tmp_path / "locked.jpg"
    locked.write_bytes(astronaut())
    screen.sign_in(ana)
    screen.be_live()
    screen.page.evaluate(_LOCKING)

    screen.drag_in(locked, folder)
    screen.let_go(locked, folder)

    expect(screen.uploads.get_by_role("status")).to_have_text("3 files done")
    expect(screen.upload_row("locked.jpg")).to_contain_text(
        "Left out: It cannot be read: permission denied"
    )
    expect(screen.tile("one.jpg")).to_be_visible()
    expect(screen.tile("two.jpg")).to_be_visible()


def test_large_folder_that_is_dropped_is_read_completely(
    screen: Screen, ana: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for number in range(_ENTRIES_READ_AT_ONCE + 1):
        (folder / f"{number}.txt").write_text("no image")
    screen.sign_in(ana)
    screen.be_live()

    screen.drag_in(folder)
    screen.let_go(folder)

    expect(screen.uploads.get_by_role("status")).to_have_text("101 files done")


def test_same_photo_in_two_folders_is_one_image_and_both_files_are_done(
    screen: Screen, ana: Person, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        folder = tmp_path / "album" / name
        folder.mkdir(parents=True)
        (folder / "photo.jpg").write_bytes(astronaut())
    screen.sign_in(ana)
    screen.be_live()

    screen.page.get_by_test_id("folder").set_input_files(tmp_path / "album")

    expect(screen.uploads.get_by_role("status")).to_have_text("2 files done")
    expect(screen.tiles).to_have_count(1)


def _holiday(parent: Path) -> Path:
    folder = parent / "holiday"
    (folder / "beach").mkdir(parents=True)
    (folder / "one.jpg").write_bytes(astronaut())
    (folder / "beach" / "two.jpg").write_bytes(coffee())
    (folder / ".DS_Store").write_bytes(b"left by a file manager")
    return folder


def test_upload_is_tried_again_when_the_connection_breaks(
    screen: Screen, system: System, ana: Person
) -> None:
    screen.watch.expects_failures = True
    screen.sign_in(ana)
    screen.be_live()
    broken: list[str] = []

    def break_first_two(route: object) -> None:
        if len(broken) < 2:
            broken.append("post")
            route.abort("connectionreset")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    screen.page.route(re.compile(rf"/{system.outputs.bucket_name}/?$"), break_first_two)
    screen.uploaded(astronaut=astronaut())

    expect(screen.upload_row("astronaut.jpg")).to_contain_text("1 face")
    assert len(broken) == 2


def test_upload_that_was_refused_is_sent_when_the_user_tries_again(
    screen: Screen, system: System, ana: Person
) -> None:
    screen.watch.expects_failures = True
    screen.sign_in(ana)
    screen.be_live()
    bucket = re.compile(rf"/{system.outputs.bucket_name}/?$")
    screen.page.route(
        bucket,
        lambda route: route.fulfill(
            status=400,
            headers={"access-control-allow-origin": "*"},
            body="<Error><Code>IncompleteBody</Code></Error>",
        ),
    )

    screen.add_photos(astronaut=astronaut())
    row = screen.upload_row("astronaut.jpg")
    expect(row).to_contain_text("The store refused the file: IncompleteBody.")
    expect(screen.uploads.get_by_test_id("upload-summary")).to_contain_text("1 problem")
    screen.page.unroute(bucket)
    row.get_by_role("button", name="Try again").click()

    expect(row).to_contain_text("1 face")
    expect(row.get_by_role("button", name="Try again")).to_have_count(0)
    expect(screen.tile("astronaut.jpg")).to_have_accessible_name("astronaut.jpg 1 face")


def test_progress_is_shown_for_each_file_and_for_all(screen: Screen, ana: Person) -> None:
    screen.sign_in(ana)
    screen.be_live()
    _slow_down(screen)

    screen.add_files([payload(f"{n}.jpg", group_of(8, 8)) for n in range(3)])

    expect(screen.uploads.get_by_role("progressbar", name="Upload of 0.jpg")).to_be_visible()
    expect(screen.uploads.get_by_role("progressbar", name="All uploads")).to_be_visible()
    expect(screen.uploads.get_by_role("status")).to_have_text(re.compile("^Uploading 3 files"))
    screen.page.get_by_role("button", name="Cancel all uploads").click()
    expect(screen.upload_row("0.jpg")).to_contain_text("Cancelled")


def _slow_down(screen: Screen) -> None:
    session = screen.page.context.new_cdp_session(screen.page)
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 10, "downloadThroughput": -1, "uploadThroughput": 50_000},
    )
