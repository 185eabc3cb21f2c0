from dataclasses import dataclass, replace
from enum import StrEnum

import pytest

from core.model.shape import Choice, Record
from resolvers.api import FIELDS
from schema import meanings
from schema.meanings import Undescribed, first_paragraph, meaning, member_docstrings
from schema.shapes import shapes_of_the_api
from tests.support.drift import no_drift


class Hat(StrEnum):
    """Something to wear."""

    CAP = "cap"
    """A cap."""
    BOWLER = "bowler"


@dataclass
class Bare:
    size: int = 1


def test_meaning_stands_beside_the_declaration() -> None:
    assert meaning("Face", "smile") == "Whether the face smiles."
    assert meaning("ImageConnection", "items") == "Exactly `limit` items, unless the list ends."
    assert meaning("Query", "image(id)") == "The id of an `Image`."


def test_meanings_are_sentences() -> None:
    texts = meanings.meanings()

    assert len(texts) > 100
    unfinished = {f"{name} ({text})" for name, text in texts.items() if not text.endswith(".")}
    no_drift(unfinished, "no sentence; it stands beside the declaration", edit="resolvers/api.py")


def test_member_has_its_docstring_or_that_of_its_base() -> None:
    described = member_docstrings(next(s.kind for s in shapes_of_the_api() if is_face(s)))

    assert described["smile"] == "Whether the face smiles."
    assert described["image_id"] == "The image that holds this face."


def is_face(shape: Record | Choice) -> bool:
    return shape.kind.__name__ == "Face"


def test_docstring_that_dataclass_generates_is_not_a_meaning() -> None:
    assert Bare.__doc__
    assert first_paragraph(Bare) is None


def test_only_the_first_paragraph_is_the_meaning() -> None:
    def resolver() -> None:
        """The first
        paragraph.

        For developers.
        """

    assert first_paragraph(resolver) == "The first paragraph."


def test_undescribed_things_are_named_with_the_file_to_edit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def faces(limit: int) -> Bare:
        raise NotImplementedError

    field = replace(FIELDS[0], resolver=faces)
    monkeypatch.setattr(meanings, "FIELDS", (field,))
    monkeypatch.setattr(meanings, "shapes_of_the_api", lambda: [Choice(Hat), Record(Bare)])
    meanings.meanings.cache_clear()

    with pytest.raises(Undescribed) as refusal:
        meanings.meanings()

    meanings.meanings.cache_clear()
    assert str(refusal.value).splitlines() == [
        "describe Hat.bowler in tests/schema/test_meanings.py",
        "describe Bare in tests/schema/test_meanings.py",
        "describe Bare.size in tests/schema/test_meanings.py",
        "describe Query.faces in tests/schema/test_meanings.py",
        "describe Query.faces(limit) in tests/schema/test_meanings.py",
    ]
