from streams_emulator.record import StreamRecord


def a_record(number: int, *, created_at: float = 0.0, size_bytes: int = 100) -> StreamRecord:
    return StreamRecord(str(number), created_at, {"eventID": str(number)}, size_bytes)
