import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.stored_object import comparable_sequencer, owner_of_key

SEQUENCERS = st.text("0123456789ABCDEF", min_size=1, max_size=64)


def test_sequencers_compare_as_if_the_shorter_were_padded_with_zeros_on_the_right() -> None:
    shorter, longer = comparable_sequencer("0055AED6DCD90281E5"), comparable_sequencer("0055AED6E")

    assert shorter < longer
    assert comparable_sequencer("0055AED6") == comparable_sequencer("0055AED600")


def test_sequencers_compare_whatever_the_case_of_their_digits() -> None:
    assert comparable_sequencer("00ab") == comparable_sequencer("00AB")
    assert comparable_sequencer("00aB") > comparable_sequencer("00AA")


@given(SEQUENCERS, SEQUENCERS)
def test_sequencers_compare_as_aws_says(one: str, other: str) -> None:
    width = max(len(one), len(other))
    aws_says = one.ljust(width, "0") < other.ljust(width, "0")

    assert (comparable_sequencer(one) < comparable_sequencer(other)) == aws_says


@pytest.mark.parametrize("text", ["", "xyz", "0x1", "12 34", "-1", "1" * 65, "١٢"])
def test_text_that_is_not_a_sequencer_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an S3 sequencer"):
        comparable_sequencer(text)


@pytest.mark.parametrize(
    ("key", "owner"),
    [
        ("uploads/ana/portrait.jpg", "ana"),
        ("uploads/ana/2026/03/a b+ü😀.jpg", "ana"),
        ("uploads/ana/two\nlines.jpg", "ana"),
        ("uploads/ana//x", "ana"),
        ("uploads/Ana Ö/x", "Ana Ö"),
        ("uploads/ana/uploads/ben/x.jpg", "ana"),
    ],
)
def test_owner_is_the_folder_below_uploads(key: str, owner: str) -> None:
    assert owner_of_key(key) == owner


@pytest.mark.parametrize(
    "key",
    [
        *("", "uploads", "uploads/", "uploads/ana", "uploads/ana/", "uploads//x.jpg"),
        *("uploads/ana/folder/", "Uploads/ana/x.jpg", "/uploads/ana/x.jpg", "exports/ana/x.jpg"),
        *("my-uploads/ana/x.jpg", "portrait.jpg"),
    ],
)
def test_keys_of_folders_and_of_others_have_no_owner(key: str) -> None:
    assert owner_of_key(key) is None
