import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from schema.event_schema import EVENT_SCHEMA_FILE
from schema.export import SCHEMA_FILE
from tests.support.documents import CONTRACT
from tests.support.drift import no_drift
from tests.support.pages import PAGES, README, ROOT

# Attributes that make a browser load a resource.
_LOADS = {
    *(("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src")),
    *(("video", "src"), ("object", "data"), ("use", "href"), ("form", "action"), ("base", "href")),
}
_CSS_LOADS = re.compile(r"(?:url\(\s*|@import\s+)[\"']?([^\"')\s]+)")
_LINK = re.compile(r"\]\(([^)\s]+)\)|\b(?:src|srcset)=\"([^\"]+)\"")
_STYLE = re.compile(r"<style>.*</style>", re.DOTALL)


class Loads(HTMLParser):
    """The resources that a page loads, its links, and the anchors that it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if (tag, name) in _LOADS and value:
                self.loads.append(value)


def build(folder: Path, site: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", os.fspath(site)],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site")
    run = subprocess.run(
        ["make", "docs", f"SITE={site}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return site


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the site's sources, linked page by page, so that a test can damage one."""
    for name in ("mkdocs.yml", "README.md", "schema.graphql", "schema", "core", "clients"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "docs").mkdir()
    for place in (ROOT / "docs").iterdir():
        (tmp_path / "docs" / place.name).symlink_to(place)
    return tmp_path


def loads_of(site: Path) -> Iterator[tuple[str, str]]:
    for page in site.rglob("*.html"):
        yield from ((page.name, load) for load in Loads(page).loads)
    for sheet in site.rglob("*.css"):
        yield from ((sheet.name, load) for load in _CSS_LOADS.findall(sheet.read_text()))


def test_site_has_a_page_for_each_page_of_the_docs(site: Path) -> None:
    made = {page.relative_to(site).with_suffix(".md") for page in site.rglob("*.html")}

    missing = {page.relative_to(ROOT / "docs") for page in PAGES if page != README} - made
    no_drift(missing, "a page that the site leaves out", edit="mkdocs.yml", run="make docs")


def test_page_loads_from_its_own_origin_alone(site: Path) -> None:
    loads = list(loads_of(site))

    assert len(loads) > 100
    assert [load for load in loads if urlsplit(load[1]).netloc] == []
    schemes = {urlsplit(load).scheme for _, load in loads}
    assert schemes <= {"", "data"}


def test_page_holds_no_element_whose_script_loads_from_another_origin(site: Path) -> None:
    pages = [page.read_text() for page in site.rglob("*.html")]

    assert not [page for page in pages if 'class="mermaid"' in page]
    assert not [page for page in pages if 'data-md-component="source"' in page]


def test_reference_shows_every_type_and_operation(site: Path) -> None:
    ids = Loads(site / "reference" / "api.html").ids
    roots = {"Query": "query", "Mutation": "mutation", "Subscription": "subscription"}

    shown = {f"type-{name.lower()}" for name in _own_types() if name not in roots}
    for name, prefix in roots.items():
        kind = CONTRACT.type_map[name]
        shown |= {f"{prefix}-{field}" for field in kind.fields}  # type: ignore[attr-defined]  # objects
    problem = "not in docs/reference/api.md"
    no_drift(shown - ids, problem, edit="schema/api_reference.py", run="make generate")


def test_reference_names_who_may_call(site: Path) -> None:
    page = _text(site / "reference" / "api.html")

    assert "Returns ImageEvent. Open to the backend." in page
    assert "Returns ImageConnection!. Open to users." in page
    assert "and in events. Open to users only." in page


def _own_types() -> set[str]:
    scalars = {"ID", "String", "Int", "Float", "Boolean", "AWSDateTime", "AWSJSON"}
    return {name for name in CONTRACT.type_map if not name.startswith("__")} - scalars


def _text(page: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.read_text()))


def test_contract_and_schema_can_be_downloaded_from_the_site(site: Path) -> None:
    for file in (SCHEMA_FILE, EVENT_SCHEMA_FILE):
        assert (site / "reference" / file.name).read_bytes() == file.read_bytes()


def test_search_knows_the_pages(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text())

    assert {"guides/topic.html", "reference/api.html"} <= {d["location"] for d in index["docs"]}


def test_unchanged_copy_builds(copy: Path) -> None:
    assert build(copy, copy / "site").returncode == 0


@pytest.mark.parametrize(
    ("spoilt", "complaint"),
    [
        ("[gone](nowhere.md)", "nowhere.md"),
        ("[gone](data-model.md#nowhere)", "nowhere"),
        ("[gone](/absolute.md)", "absolute"),
    ],
)
def test_broken_link_fails_the_build(copy: Path, spoilt: str, complaint: str) -> None:
    page = copy / "docs" / "tls.md"
    text = page.read_text()
    page.unlink()
    page.write_text(f"{text}\n{spoilt}\n")

    run = build(copy, copy / "site")

    assert run.returncode == 1
    assert complaint in run.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_link_leads_to_a_file_of_the_repository(page: Path) -> None:
    links = ["".join(found).split("#")[0] for found in _LINK.findall(page.read_text())]
    relative = [link for link in links if link and not urlsplit(link).scheme]

    dead = [link for link in relative if not (page.parent / link).exists()]
    file = page.relative_to(ROOT).as_posix()
    no_drift(dead, "a link that leads nowhere", edit=file, run="make docs")


def test_the_pictures_of_the_architecture_differ_in_colours_only() -> None:
    light, dark = (
        (ROOT / "docs" / "images" / f"architecture-{mode}.svg").read_text()
        for mode in ("light", "dark")
    )

    assert light != dark
    assert _STYLE.sub("", light) == _STYLE.sub("", dark)
