from datetime import timedelta

import pytest

from core.model.erasure import ErasureOrder
from tests.adapters.contract.conftest import Messaging
from tests.adapters.contract.queues import FakeOrders, Orders, SqsOrders
from tests.support.builders import SECOND

DELAY_S = 2


@pytest.fixture
def orders(messaging: Messaging | None) -> Orders:
    return SqsOrders.new(messaging.sqs) if messaging else FakeOrders()


def an_order(number: int = 0, owner: str = "ana") -> ErasureOrder:
    return ErasureOrder(erase_owner=owner, erasure_id="0123456789abcdef", slice=number)


def test_orders_are_read_by_the_processor_as_they_were_sent(orders: Orders) -> None:
    sent = [an_order(0), an_order(2**31), an_order(1, owner="über 😀")]
    for order in sent:
        orders.queue.send(order, SECOND)

    orders.wait(1)

    assert sorted(orders.received(), key=sent.index) == sent


def test_order_comes_when_its_delay_has_passed_and_no_earlier(orders: Orders) -> None:
    orders.queue.send(an_order(), timedelta(seconds=DELAY_S))

    too_early = orders.received()
    orders.wait(DELAY_S)

    assert too_early == []
    assert orders.received() == [an_order()]


def test_each_order_waits_for_its_own_delay(orders: Orders) -> None:
    orders.queue.send(an_order(1), timedelta(minutes=10))
    orders.queue.send(an_order(2), SECOND)

    orders.wait(1)

    assert orders.received() == [an_order(2)]
