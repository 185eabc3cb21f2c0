"""A plugin of ariadne-codegen: names that a user of the Python client would give.

`create_upload` returns an `UploadForm`, after the fragment of that name, and not a
`CreateUploadCreateUpload`. `GetImage` becomes the method `image`, `ListFaces` the method `faces`.
"""

import ast
import re

from ariadne_codegen.plugins.base import Plugin
from graphql import GraphQLSchema, Node, OperationDefinitionNode

_VERB = re.compile("^(get|list)_")


class PlainNames(Plugin):
    """Must stand before plugins that read what was generated."""

    def __init__(self, schema: GraphQLSchema, config_dict: dict[str, object]) -> None:
        super().__init__(schema, config_dict)
        self._replaced: set[str] = set()

    def process_name(self, name: str, node: Node | None = None) -> str:
        if isinstance(node, OperationDefinitionNode):
            return _VERB.sub("", name)
        return {"content_md_5": "content_md5", "type_": "type"}.get(name, name)

    def generate_result_types_module(self, module: ast.Module, **_: object) -> ast.Module:
        return self._named_after_fragments(module)

    def generate_fragments_module(self, module: ast.Module, **_: object) -> ast.Module:
        return self._named_after_fragments(module)

    def generate_init_import(self, import_: ast.ImportFrom) -> ast.ImportFrom:
        import_.names = [alias for alias in import_.names if alias.name not in self._replaced]
        return import_

    def _named_after_fragments(self, module: ast.Module) -> ast.Module:
        fragment_of = dict(filter(None, map(_only_fragment, module.body)))
        self._replaced |= fragment_of.keys()
        module.body = [node for node in module.body if not _only_fragment(node)]
        for node in ast.walk(module):
            if isinstance(node, ast.Name):
                quote = '"' if node.id.startswith('"') else ""
                name = node.id.strip('"')
                node.id = f"{quote}{fragment_of.get(name, name)}{quote}"
        return module


def _only_fragment(node: ast.stmt) -> tuple[str, str] | None:
    """A second name for a fragment's class, and the fragment."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=fragment)):
            return name, fragment
        case ast.ClassDef(name=name, bases=[ast.Name(id=base)], body=[ast.Pass()]):
            return (name, base) if base != "BaseModel" else None
    return None
