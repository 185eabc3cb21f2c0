"""What `mkdocs build` makes of the contract: pages that show it, and its files to download."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from schema.api_reference import api_reference
from schema.event_reference import event_reference
from schema.event_schema import EVENT_SCHEMA_FILE
from schema.export import SCHEMA_FILE

_MADE = {
    "<!-- api-reference -->": api_reference,
    "<!-- event-reference -->": event_reference,
}
_DOWNLOADS = (SCHEMA_FILE, EVENT_SCHEMA_FILE)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for file in _DOWNLOADS:
        place = f"reference/{file.name}"
        files.append(File.generated(config, place, abs_src_path=str(file)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - mkdocs' names
    for mark, made in _MADE.items():
        if mark in markdown:
            markdown = markdown.replace(mark, made())
    return markdown
