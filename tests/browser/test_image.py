import re

from playwright.sync_api import expect
from rekognition_tests.photos import (
    ASTRONAUT_FACE,
    Box,
    astronaut,
    coffee,
    group_of,
    overlap_iou,
    with_orientation,
)

from tests.browser.screen import Screen
from tests.support.system.people import Person
from tests.support.system.system import System

_BOX_ON_PICTURE = """
(box) => {
  const picture = document.querySelector("[data-testid=picture]").getBoundingClientRect();
  const { left, top, width, height } = box.getBoundingClientRect();
  return [
    (left - picture.left) / picture.width, (top - picture.top) / picture.height,
    width / picture.width, height / picture.height,
  ];
}
"""


def _shown(screen: Screen, system: System, owner: Person, photo: bytes) -> str:
    upload = system.put(owner, "photo.jpg", photo)
    screen.sign_in(owner)
    screen.be_live()
    expect(screen.tile("photo.jpg")).to_be_visible()
    expect(screen.tile("photo.jpg")).not_to_have_accessible_name(re.compile("Pending"))
    screen.open("photo.jpg")
    return upload.id


def test_box_lies_over_the_face(screen: Screen, system: System, ana: Person) -> None:
    _shown(screen, system, ana, astronaut())

    assert overlap_iou(_first_box(screen), ASTRONAUT_FACE) > 0.6


def test_box_lies_over_the_face_of_a_photo_that_is_stored_turned(
    screen: Screen, system: System, ana: Person
) -> None:
    _shown(screen, system, ana, with_orientation(astronaut(), 6))

    assert overlap_iou(_first_box(screen), ASTRONAUT_FACE) > 0.6


def _first_box(screen: Screen) -> Box:
    box = screen.page.get_by_role("group", name="Faces in the picture").locator("rect").last
    box.wait_for()
    return Box(*box.evaluate(_BOX_ON_PICTURE))


def test_face_is_selected_in_the_picture_and_in_the_list_alike(
    screen: Screen, system: System, ana: Person
) -> None:
    _shown(screen, system, ana, group_of(3, 1))
    picture = screen.page.get_by_role("group", name="Faces in the picture")
    listed = screen.page.get_by_role("list", name="Faces")
    details = screen.page.get_by_test_id("face-details")

    picture.get_by_role("button", name=re.compile("^Face 2,")).click()
    expect(listed.get_by_role("button", name=re.compile("^Face 2"))).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(details.get_by_role("heading")).to_have_text(re.compile("^Face 2, confidence"))

    listed.get_by_role("button", name=re.compile("^Face 3")).click()
    expect(picture.get_by_role("button", name=re.compile("^Face 3,"))).to_have_attribute(
        "aria-pressed", "true"
    )
    listed.get_by_role("button", name=re.compile("^Face 1")).hover()
    expect(picture.locator("[data-hovered]")).to_have_accessible_name(re.compile("^Face 1,"))

    picture.get_by_role("button", name=re.compile("^Face 3,")).focus()
    screen.page.keyboard.press("ArrowLeft")
    expect(details.get_by_role("heading")).to_have_text(re.compile("^Face 2, confidence"))


def test_landmarks_are_drawn_for_one_face_or_for_all(
    screen: Screen, system: System, ana: Person
) -> None:
    _shown(screen, system, ana, group_of(3, 1))
    drawn = screen.page.locator("[data-landmarks='5']")

    expect(drawn).to_have_count(1)
    screen.page.get_by_role("switch", name="Landmarks of every face").check()
    expect(drawn).to_have_count(3)


def test_value_that_the_engine_does_not_give_is_shown_as_unknown(
    screen: Screen, system: System, ana: Person
) -> None:
    _shown(screen, system, ana, astronaut())
    details = screen.page.get_by_test_id("face-details")

    for name in ("Age", "Gender", "Smile", "Beard", "Emotions"):
        row = details.get_by_role("row").filter(
            has=screen.page.get_by_role("rowheader", name=name, exact=True)
        )
        expect(row.get_by_role("cell").first).to_have_text("unknown")
    roll = details.get_by_role("row").filter(
        has=screen.page.get_by_role("rowheader", name="Roll", exact=True)
    )
    expect(roll.get_by_role("cell").first).to_have_text(re.compile(r"\d°$"))
    expect(details).to_contain_text("CenterFace does not provide this attribute")


def test_image_is_deleted_only_after_a_confirmation(
    screen: Screen, system: System, ana: Person
) -> None:
    _shown(screen, system, ana, coffee())
    page = screen.page

    page.get_by_role("button", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog", name="Delete this image?")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Delete", exact=True).click()
    dialog.get_by_role("button", name="Delete").click()

    expect(page.get_by_role("heading", name="Drop photos or folders here")).to_be_visible()
    expect(page.get_by_text("photo.jpg was deleted.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Drop photos or folders here")).to_be_visible()


def test_image_is_analysed_again_and_its_new_faces_are_shown(
    screen: Screen, system: System, ana: Person
) -> None:
    _shown(screen, system, ana, astronaut())
    face = screen.page.locator("[data-face]")
    before = face.get_attribute("data-face")

    screen.page.get_by_role("button", name="Analyse again").click()

    expect(face).not_to_have_attribute("data-face", before or "")
    expect(screen.page.get_by_role("button", name="Analyse again")).to_be_enabled()


def test_failure_is_shown_with_its_code_and_is_gone_after_another_analysis(
    screen: Screen, system: System, ana: Person
) -> None:
    screen.sign_in(ana)
    screen.be_live()
    with (
        system.ingest.giving_up_after(receives=1),
        system.engine.refusing(lambda call: ana.sub in call["Image"]["S3Object"]["Name"]),
    ):
        system.put(ana, "photo.jpg", astronaut())
        expect(screen.tile("photo.jpg")).to_have_accessible_name(re.compile("Failed: "))
    retry = screen.page.get_by_role("button", name="Analyse photo.jpg again")
    expect(retry).to_be_visible()
    screen.open("photo.jpg")
    alert = screen.page.get_by_role("alert")
    expect(alert).to_contain_text("Failed: ")
    expect(alert).to_contain_text(re.compile("ENGINE_|INTERNAL"))

    alert.get_by_role("button", name="Try again").click()

    expect(alert).to_have_count(0)
    expect(screen.page.get_by_role("heading", name="1 face")).to_be_visible()


def test_links_lead_to_the_next_older_and_newer_image(
    screen: Screen, system: System, ana: Person
) -> None:
    for name in ("one.jpg", "two.jpg", "three.jpg"):
        system.put(ana, name, coffee())
    screen.sign_in(ana)
    screen.be_live()
    screen.page.get_by_text("3 images").wait_for()
    order = screen.tiles.get_by_role("link").evaluate_all(
        "(links) => links.map((link) => link.querySelector('[class*=name]').textContent)"
    )
    screen.open(order[0])

    screen.page.get_by_role("link", name="Older image").click()
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(order[1])
    screen.page.get_by_role("link", name="Newer image").click()
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(order[0])
