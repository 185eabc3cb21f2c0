import time

import pytest

from core.model.erasure import ErasureOrder
from core.model.wire import to_wire
from tests.schema.api import Api
from tests.support.builders import a_user
from tests.support.documents import CREATE_UPLOAD, ERASE_MY_DATA, ERASURE, IMAGE
from tests.support.simulated_aws import messages_in

BEN = a_user("ben")
ADMIN = a_user("root", "admins")


@pytest.mark.parametrize("confirm", ["", "ben", "yes, everything"])
def test_erasure_that_is_not_confirmed_is_refused_and_changes_nothing(
    api: Api, confirm: str
) -> None:
    image = api.upload()
    before = api.table()

    assert api.error(ERASE_MY_DATA, confirm=confirm) == "ErasureNotConfirmed"

    assert api.table() == before
    assert messages_in(api.aws.erasure_queue_url) == []
    assert api.data(IMAGE, id=image)["image"]["id"] == image


def test_admin_cannot_erase_the_data_of_another_owner(api: Api) -> None:
    api.upload()
    before = api.table()

    assert api.error(ERASE_MY_DATA, ADMIN, confirm="ana") == "ErasureNotConfirmed"

    assert api.table() == before
    assert messages_in(api.aws.erasure_queue_url) == []


def test_requested_erasure_runs_and_is_seen_by_its_owner_only(api: Api) -> None:
    started = api.data(ERASE_MY_DATA, confirm="ana")["eraseMyData"]

    assert started["status"] == "RUNNING"
    assert started["removed"] == {"objectVersions": 0, "images": 0, "faces": 0}
    assert (started["found"], started["finishedAt"], started["remains"]) == (None, None, [])
    assert api.data(ERASURE)["erasure"] == started
    assert api.data(ERASURE, BEN)["erasure"] is None
    assert api.data(ERASURE, ADMIN)["erasure"] is None


def test_order_of_an_erasure_is_sent_to_its_queue(api: Api) -> None:
    started = api.data(ERASE_MY_DATA, confirm="ana")["eraseMyData"]

    order = ErasureOrder(erase_owner="ana", erasure_id=started["id"], slice=0)
    assert api.error(CREATE_UPLOAD, **CREATE_UPLOAD.variables) == "ErasureRunning"
    assert _eventually(api) == [to_wire(order)]


def _eventually(api: Api) -> list[object]:
    """Waits for the order, which arrives a second after it was sent."""
    for _ in range(60):
        if found := messages_in(api.aws.erasure_queue_url):
            return found
        time.sleep(0.1)
    return []
