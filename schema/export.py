"""Writes schema.graphql, the contract that AppSync deploys."""

from pathlib import Path

from graphql import ScalarTypeDefinitionNode, parse, print_ast

from schema.contract import schema

SCHEMA_FILE = Path(__file__).parent.parent / "schema.graphql"
_HEADER = "# Made from core/ by `make schema`. AppSync brings its own scalars and directives.\n\n"
_ROOTS = "schema {\n  query: Query\n  mutation: Mutation\n  subscription: Subscription\n}\n\n"


def appsync_sdl() -> str:
    """The schema as AppSync takes it: its own scalars undefined, no descriptions."""
    definitions = parse(schema.as_str()).definitions
    kept = [node for node in definitions if not isinstance(node, ScalarTypeDefinitionNode)]
    return _HEADER + _ROOTS + "\n\n".join(map(print_ast, kept)) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(appsync_sdl())
