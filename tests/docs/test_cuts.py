import pytest

from tests.support.drift import no_drift
from tests.support.pages import ROOT, Block, blocks

CUTS = [block for block in blocks() if block.mark == "from"]


@pytest.mark.parametrize("block", CUTS, ids=str)
def test_block_is_an_excerpt_of_the_file_that_it_names(block: Block) -> None:
    assert block.needs
    stale = {block} if block.code not in (ROOT / block.needs).read_text() else set()
    page = block.page.relative_to(ROOT).as_posix()
    no_drift(stale, f"no cut of {block.needs}, copy it again", edit=page, run="make test")


def test_pages_have_excerpts() -> None:
    assert len(CUTS) >= 4
