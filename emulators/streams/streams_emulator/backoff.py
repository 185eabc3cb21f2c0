"""The pause before a retry."""

_ENOUGH_DOUBLINGS = 20  # retries may never end, and a float overflows at the 1024th doubling


def backoff_s(repetition: int, first_s: float, longest_s: float) -> float:
    """Doubles with each `repetition`, which counts from 0."""
    return min(first_s * 2.0 ** min(repetition, _ENOUGH_DOUBLINGS), longest_s)
