import pytest

from core.model.errors import InvalidArgument
from core.model.paging import page_size


@pytest.mark.parametrize("limit", [1, 20, 100])
def test_page_size_is_the_limit(limit: int) -> None:
    assert page_size(limit) == limit


def test_page_size_is_20_by_default() -> None:
    assert page_size(None) == 20


@pytest.mark.parametrize("limit", [-1, 0, 101, 2**31])
def test_page_size_refuses_limits_out_of_range(limit: int) -> None:
    with pytest.raises(InvalidArgument, match="from 1 to 100"):
        page_size(limit)
