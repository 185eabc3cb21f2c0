"""The pages of the documentation, and the blocks of code in them."""

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
_DOCS = ROOT / "docs"
_RECIPES = _DOCS / "developing" / "recipes"
PAGES = (README, *sorted(_DOCS.rglob("*.md")))
_BLOCK = re.compile(
    r"^ *(?:<!-- (?P<mark>run|test|from): (?P<needs>[^\n]*) -->\n *)?"
    r"```(?P<language>\w+)\n(?P<code>.*?)^ *```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """`mark` says how the block is tested.

    `run`: as it stands. `test`: by the test that loads it by the name `needs`. `from`: it is an
    excerpt of the file `needs`, which a test runs."""

    page: Path
    language: str
    code: str
    mark: str | None
    needs: str | None

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}: {self.code.strip().splitlines()[-1]}"


def blocks() -> list[Block]:
    return [
        Block(page, found["language"], dedent(found["code"]), found["mark"], found["needs"])
        for page in PAGES
        if page.parent != _RECIPES  # tests/recipes tests each of these as a whole
        for found in _BLOCK.finditer(page.read_text())
    ]


def block_for_test(name: str) -> Block:
    (block,) = [block for block in blocks() if (block.mark, block.needs) == ("test", name)]
    return block
