import pytest

from tests.docs.pages import ROOT, Block, blocks

CUTS = [block for block in blocks() if block.mark == "from"]


@pytest.mark.parametrize("block", CUTS, ids=str)
def test_block_is_an_excerpt_of_the_file_that_it_names(block: Block) -> None:
    assert block.needs
    assert block.code in (ROOT / block.needs).read_text(), f"copy the code anew from {block.needs}"


def test_pages_have_excerpts() -> None:
    assert len(CUTS) >= 4
