"""How long to pause before trying again."""

_ENOUGH_DOUBLINGS = 20  # a retry may go on for ever, and floats end at the 1024th


def backoff_s(repetition: int, first_s: float, longest_s: float) -> float:
    """Twice as long each time; `repetition` counts from 0."""
    return min(first_s * 2.0 ** min(repetition, _ENOUGH_DOUBLINGS), longest_s)
