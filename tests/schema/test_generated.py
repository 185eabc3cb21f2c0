from pathlib import Path

import pytest
from graphql import FragmentDefinitionNode, GraphQLObjectType, parse

from schema import generated
from schema.export import ROOT
from schema.fragments import whole_fragments
from schema.generated import MarksMissing, texts
from tests.support.documents import CONTRACT
from tests.support.drift import no_drift


def test_files_are_what_make_generate_writes() -> None:
    stale = [
        path for path, text in texts().items() if not path.exists() or path.read_text() != text
    ]

    named = [path.relative_to(ROOT) for path in stale]
    no_drift(named, "not what the code declares", edit=None, run="make generate")


def test_page_without_its_markers_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "api.md"
    page.write_text("# API\n")
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    monkeypatch.setattr(generated, "API_PAGE", page)
    monkeypatch.setattr(generated, "OPERATIONS", tmp_path)

    with pytest.raises(MarksMissing, match=r"put back the two comments .* in api.md"):
        texts()


def test_fragment_of_a_whole_type_selects_every_stored_member() -> None:
    fragments = {node.name.value: node for node in fragments_in(whole_fragments([]))}

    face, image = CONTRACT.type_map["Face"], CONTRACT.type_map["Image"]
    assert isinstance(face, GraphQLObjectType)
    assert isinstance(image, GraphQLObjectType)
    stored = {"Face": set(face.fields), "Image": set(image.fields) - {"faces", "url"}}
    different = {
        f"{name}.{member}"
        for name, members in stored.items()
        for member in selected(fragments[name]) ^ members
    }
    no_drift(different, "selected or stored, but not both", edit="schema/fragments.py")


def test_fragment_that_is_written_by_hand_is_not_generated() -> None:
    made = {
        node.name.value for node in fragments_in(whole_fragments(["fragment Face on Face { id }"]))
    }

    assert "Pose" in made
    assert "Face" not in made


def fragments_in(document: str) -> list[FragmentDefinitionNode]:
    return [n for n in parse(document).definitions if isinstance(n, FragmentDefinitionNode)]


def selected(fragment: FragmentDefinitionNode) -> set[str]:
    return {node.name.value for node in fragment.selection_set.selections}  # type: ignore[attr-defined]  # all are fields
