from datetime import timedelta

import pytest

from core.lifetimes import ERASURE_RECEIPT_LIFETIME
from core.model.erasure import ErasureStatus
from core.model.errors import ErasureNotConfirmed, ErasureRunning
from tests.support.builders import MINUTE
from tests.support.world import ADMIN, ANA, BEN, World

UPLOAD_ID = "0123456789abcdef"


@pytest.mark.parametrize("confirm", ["", "ben", "yes", "ANA", "ana "])
def test_erasure_that_is_not_confirmed_is_refused_and_changes_nothing(confirm: str) -> None:
    world = World()
    record = world.upload_and_settle()

    with pytest.raises(ErasureNotConfirmed):
        world.erasure_requests().start(ANA, "job-1", confirm)

    assert world.erasures.stored == {}
    assert world.orders.sent == []
    assert world.record() == record


def test_admin_cannot_erase_another_owners_data_by_confirming_their_id() -> None:
    world = World()

    with pytest.raises(ErasureNotConfirmed):
        world.erasure_requests().start(ADMIN, "job-1", "ana")

    assert world.erasures.stored == {}
    assert world.orders.sent == []


def test_requested_erasure_runs_and_its_order_is_sent() -> None:
    world = World()

    started = world.erasure_requests().start(ANA, "job-1", "ana")

    assert (started.id, started.status) == ("job-1", ErasureStatus.RUNNING)
    assert started.requested_at == world.clock.time
    ((order, delay),) = world.orders.sent
    assert (order.erase_owner, order.erasure_id, order.slice) == ("ana", "job-1", 0)
    assert delay == timedelta(0)


def test_second_request_returns_the_running_erasure_and_orders_it_again() -> None:
    world = World()
    first = world.erasure_requests().start(ANA, "job-1", "ana")

    again = world.erasure_requests().start(ANA, "job-2", "ana")

    assert again == first
    assert [order.erasure_id for order, _ in world.orders.sent] == ["job-1", "job-1"]


def test_callers_see_only_their_own_latest_erasure() -> None:
    world = World()
    requests = world.erasure_requests()
    started = requests.start(ANA, "job-1", "ana")

    assert requests.latest(ANA) == started
    assert requests.latest(BEN) is None
    assert requests.latest(ADMIN) is None


def test_receipt_is_shown_until_it_expires() -> None:
    world = World()
    requests = world.erasure_requests()
    requests.start(ANA, "job-1", "ana")
    world.eraser().fail(world.orders.sent[0][0])
    world.clock.pass_until(world.clock.time + ERASURE_RECEIPT_LIFETIME - MINUTE)

    assert requests.latest(ANA)
    world.clock.pass_until(world.clock.time + MINUTE)
    assert requests.latest(ANA) is None


def test_upload_is_refused_while_an_erasure_runs_and_nothing_is_announced() -> None:
    world = World()
    world.erasure_requests().start(ANA, "job-1", "ana")

    with pytest.raises(ErasureRunning):
        world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png")

    assert world.records.stored == {}
    form = world.catalog().create_upload(BEN, UPLOAD_ID, "x.png", "image/png")
    assert world.records.stored.keys() == {form.image_id}


def test_upload_is_taken_again_once_the_erasure_is_over() -> None:
    world = World()
    world.erasure_requests().start(ANA, "job-1", "ana")
    world.eraser().fail(world.orders.sent[0][0])

    form = world.catalog().create_upload(ANA, UPLOAD_ID, "x.png", "image/png")

    assert world.records.stored.keys() == {form.image_id}
