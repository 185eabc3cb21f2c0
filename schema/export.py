"""schema.graphql, the contract that AppSync deploys."""

from pathlib import Path

from graphql import ScalarTypeDefinitionNode, parse, print_ast

from resolvers.declaration import ROOTS
from schema.contract import schema

ROOT = Path(__file__).parents[1]
SCHEMA_FILE = ROOT / "schema.graphql"
_HEADER = (
    "# Made from core/ and resolvers/ by `make generate`. Scalars and directives are AppSync's.\n\n"
)
_ROOT_LINES = "".join(f"  {root.__name__.lower()}: {root.__name__}\n" for root in ROOTS)
_ROOTS = f"schema {{\n{_ROOT_LINES}}}\n\n"


def appsync_sdl() -> str:
    """The schema as AppSync takes it: its own scalars undefined, no descriptions."""
    definitions = parse(schema.as_str()).definitions
    kept = [node for node in definitions if not isinstance(node, ScalarTypeDefinitionNode)]
    return _HEADER + _ROOTS + "\n\n".join(map(print_ast, kept)) + "\n"
