import pytest

from core.model.errors import Forbidden, InvalidArgument
from tests.support.builders import a_record
from tests.support.world import ADMIN, ANA, BEN


def test_caller_sees_their_own_images_and_an_admin_those_of_every_owner() -> None:
    record = a_record()

    assert ANA.may_see(record)
    assert ADMIN.may_see(record)
    assert not BEN.may_see(record)


@pytest.mark.parametrize("owner", [None, "ana"])
def test_caller_lists_their_own_images(owner: str | None) -> None:
    assert ANA.owner_to_list(owner) == "ana"


def test_admin_lists_the_named_owner_and_themselves_by_default() -> None:
    assert ADMIN.owner_to_list("ana") == "ana"
    assert ADMIN.owner_to_list(None) == "root"


@pytest.mark.parametrize("owner", ["ana", "", "ben "])
def test_caller_may_not_name_another_owner(owner: str) -> None:
    with pytest.raises(Forbidden):
        BEN.owner_to_list(owner)


@pytest.mark.parametrize("owner", ["", "o" * 129])
def test_admin_that_names_an_impossible_owner_is_refused(owner: str) -> None:
    with pytest.raises(InvalidArgument):
        ADMIN.owner_to_list(owner)
