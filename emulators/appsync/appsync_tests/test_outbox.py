import pytest
from appsync_emulator.realtime.outbox import Backlog, Outbox, Overflow


def _an_outbox(max_bytes: int = 10, backlog: Backlog | None = None) -> Outbox:
    return Outbox(max_bytes, backlog or Backlog(1_000))


async def test_frames_come_out_as_they_went_in() -> None:
    outbox = _an_outbox()

    outbox.put("é😀")
    outbox.put("b")

    assert (await outbox.get(), outbox.drain()) == ("é😀", ["b"])


def test_nothing_is_held_for_a_client_that_leaves_too_much_unread() -> None:
    backlog = Backlog(1_000)
    outbox = _an_outbox(10, backlog)
    outbox.put("x" * 6)

    with pytest.raises(Overflow):
        outbox.put("é" * 3)

    assert (outbox.drain(), backlog.held_bytes) == ([], 0)


def test_the_client_with_most_frames_overflows_when_all_clients_together_hold_too_much() -> None:
    backlog = Backlog(20)
    slow, slower, quick = (_an_outbox(100, backlog) for _ in range(3))
    slower.put("x" * 12)
    slow.put("x" * 8)

    quick.put("x")
    with pytest.raises(Overflow):
        slower.put("x")
    slow.put("x")

    assert backlog.held_bytes == 10


def test_frames_that_were_read_or_discarded_are_not_counted() -> None:
    backlog = Backlog(20)
    read, left = (_an_outbox(100, backlog) for _ in range(2))
    for outbox in (read, left):
        outbox.put("x" * 10)

    read.drain()
    left.close()

    assert (backlog.held_bytes, backlog.outboxes) == (0, 1)
