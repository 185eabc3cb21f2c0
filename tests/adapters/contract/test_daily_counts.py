from datetime import date, timedelta

from core.ports import DailyCounts

TODAY = date(2026, 3, 1)


def test_images_are_counted_up_to_the_most_and_no_further(counts: DailyCounts) -> None:
    assert [counts.add("ana", TODAY, 3) for _ in range(5)] == [True, True, True, False, False]
    assert counts.add("ana", TODAY, 4)  # a refusal has counted nothing
    assert not counts.add("ana", TODAY, 4)


def test_owners_and_days_are_counted_apart(counts: DailyCounts) -> None:
    counts.add("ana", TODAY, 1)

    assert counts.add("ben", TODAY, 1)
    assert counts.add("ana", TODAY + timedelta(days=1), 1)
    assert not counts.add("ana", TODAY, 1)
