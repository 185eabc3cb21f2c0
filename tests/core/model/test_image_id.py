import re

from hypothesis import given
from hypothesis import strategies as st

from core.model.image import image_id
from tests.support.builders import BUCKET, KEY


def test_image_id_is_the_same_for_the_same_object() -> None:
    assert image_id("bucket", "uploads/ana/über.jpg") == image_id("bucket", "uploads/ana/über.jpg")


def test_image_ids_of_keys_that_look_alike_differ() -> None:
    keys = ["u/\u00e9", "u/e\u0301", "u/e", "U/\u00e9", "u/e "]

    assert len({image_id(BUCKET, key) for key in keys}) == len(keys)


def test_image_id_depends_on_the_bucket() -> None:
    assert image_id("one", KEY) != image_id("other", KEY)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_image_id_has_26_letters_and_digits_whatever_the_key(key: str) -> None:
    assert re.fullmatch(r"[a-z2-7]{26}", image_id(BUCKET, key))
