from streams_emulator.batcher import MAX_BATCH_BYTES, Batcher

from streams_tests.stream_records import a_record


def test_batch_is_ready_at_once_when_there_is_no_window() -> None:
    batcher = Batcher(batch_size=10, window_s=0)
    batcher.add([a_record(1)], now=5.0)

    assert batcher.take(now=5.0) == (a_record(1),)
    assert batcher.take(now=5.0) == ()


def test_batch_waits_for_its_window_from_the_first_record_on() -> None:
    batcher = Batcher(batch_size=10, window_s=2)
    batcher.add([], now=0.0)
    batcher.add([a_record(1)], now=5.0)
    batcher.add([a_record(2)], now=6.5)

    assert batcher.take(now=6.9) == ()
    assert batcher.take(now=7.0) == (a_record(1), a_record(2))


def test_batch_does_not_wait_when_it_is_full() -> None:
    batcher = Batcher(batch_size=2, window_s=300)
    batcher.add([a_record(n) for n in (1, 2, 3)], now=0.0)

    assert batcher.is_full
    assert batcher.take(now=0.0) == (a_record(1), a_record(2))
    assert not batcher.is_full
    assert batcher.take(now=0.0) == ()


def test_batch_ends_before_the_record_that_makes_it_too_large() -> None:
    batcher = Batcher(batch_size=10, window_s=300)
    batcher.add([a_record(n, size_bytes=MAX_BATCH_BYTES // 2 - 1) for n in (1, 2, 3)], now=0.0)

    batch = batcher.take(now=0.0)

    assert [record.sequence_number for record in batch] == ["1", "2"]
