"""The distributions that a package's modules import, and those that its manifest declares."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

# boto3 pins botocore's version; uvicorn imports the others in the modules named here.
_DECLARED_BY = {"botocore": "boto3"}
_IMPORTED_BY = {
    "uvicorn.protocols.http.httptools_impl": "httptools",
    "uvicorn.protocols.websockets.websockets_sansio_impl": "websockets",
}


def imported_distributions(folder: Path, own: set[str]) -> set[str]:
    """Distributions that the modules of `folder` import, except `own` and the standard library."""
    modules = {name for path in folder.rglob("*.py") for name in _imports(path)}
    brought = {_IMPORTED_BY[name] for name in modules & _IMPORTED_BY.keys()}
    roots = {name.partition(".")[0] for name in modules} - own - sys.stdlib_module_names
    return brought | {_distribution(root) for root in roots}


def declared_distributions(manifest: Path, *groups: str) -> set[str]:
    """The dependencies, also of the extras and of the named dependency groups."""
    document = tomllib.loads(manifest.read_text())
    project = document["project"]
    extras = project.get("optional-dependencies", {}).values()
    named = [document["dependency-groups"][group] for group in groups]
    lists = [project["dependencies"], *extras, *named]
    return {_name(requirement) for each in lists for requirement in each}


def _distribution(module: str) -> str:
    names = _distributions_by_module().get(module, [f"{module} (unknown)"])
    return _declared_by(min(map(_normal, names)))


@cache
def _distributions_by_module() -> Mapping[str, list[str]]:
    """Reads the metadata of every installed package, which takes half a second."""
    return packages_distributions()


def _name(requirement: str) -> str:
    return _declared_by(_normal(re.split(r"[^\w.-]", requirement, maxsplit=1)[0]))


def _declared_by(name: str) -> str:
    return _DECLARED_BY.get(name, name)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imports(path: Path) -> Iterator[str]:
    """Absolute imports, without those under TYPE_CHECKING."""
    nodes: list[ast.AST] = [ast.parse(path.read_text())]
    while nodes:
        node = nodes.pop()
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                nodes += node.orelse
                continue
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
        nodes += ast.iter_child_nodes(node)
