"""Whole-path tests, run once more where every call of a function is judged by its role."""

from collections.abc import Iterator

import pytest

from tests.stack.enforced.rights import Rights
from tests.stack.test_images import (
    test_faces_are_new_when_an_image_is_analysed_again,
    test_neighbours_stay_when_an_image_is_deleted,
)
from tests.stack.test_photo import test_faces_are_answered_when_a_photo_was_put
from tests.stack.test_rejection import test_image_at_fault_is_rejected_everywhere_alike
from tests.stack.test_uploads import (
    test_link_downloads_the_picture,
    test_photo_is_pending_and_then_analysed_when_it_comes_by_form,
)

__all__ = [
    "test_faces_are_answered_when_a_photo_was_put",
    "test_faces_are_new_when_an_image_is_analysed_again",
    "test_image_at_fault_is_rejected_everywhere_alike",
    "test_link_downloads_the_picture",
    "test_neighbours_stay_when_an_image_is_deleted",
    "test_photo_is_pending_and_then_analysed_when_it_comes_by_form",
]


@pytest.fixture(autouse=True)
def _nothing_is_refused(rights: Rights) -> Iterator[None]:
    before = rights.refused()
    yield
    assert rights.refused() == before
