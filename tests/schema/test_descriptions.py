"""Introspection of the laptop's API: the deployed SDL, with descriptions."""

import json

from appsync_emulator.execution.sdl import build_api_schema
from graphql import GraphQLEnumType, GraphQLObjectType

from schema.descriptions import with_descriptions
from schema.export import SCHEMA_FILE
from schema.meanings import meanings
from tests.support.drift import no_drift

DEPLOYED = SCHEMA_FILE.read_text()
DESCRIBED = build_api_schema(with_descriptions(DEPLOYED, meanings()))


def test_every_type_field_argument_and_value_has_its_meaning() -> None:
    found = {}
    for name, kind in DESCRIBED.type_map.items():
        if name.startswith("__") or not isinstance(kind, GraphQLObjectType | GraphQLEnumType):
            continue
        found[name] = kind.description
        if isinstance(kind, GraphQLEnumType):
            found |= {f"{name}.{value}": each.description for value, each in kind.values.items()}
            continue
        for field_name, field in kind.fields.items():
            found[f"{name}.{field_name}"] = field.description
            for argument, each in field.args.items():
                found[f"{name}.{field_name}({argument})"] = each.description

    undeployed = meanings().keys() - found.keys()
    no_drift(undeployed, "not in schema.graphql", edit=None, run="make generate")
    different = {name for name, text in found.items() if text != meanings().get(name)}
    problem = "introspection on the laptop does not answer with the meaning"
    no_drift(different, problem, edit="schema/descriptions.py")


def test_descriptions_change_nothing_else() -> None:
    plain = with_descriptions(DEPLOYED, meanings())
    for text in meanings().values():
        plain = plain.replace(f"{json.dumps(text)} ", "")

    assert plain == DEPLOYED


def test_text_with_quotation_marks_and_line_ends_is_kept() -> None:
    text = 'Says "ü 😀" \\ and\nmore.'

    described = build_api_schema(with_descriptions("type Query { a: Int }", {"Query.a": text}))

    assert described.query_type
    assert described.query_type.fields["a"].description == text


def test_type_without_a_meaning_stays_as_it_is() -> None:
    assert with_descriptions("type Query { a: Int }", {}) == "type Query { a: Int }"
