from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.graphql import nodes

from resolvers.api import FIELDS
from tests.support.system.people import Person
from tests.support.system.system import System

# Each refusal has its code. These codes mean that our code did not foresee the request.
UNFORESEEN = {"InternalError", "InternalFailure", "Lambda:ExecutionTimeoutException"}
schemathesis.graphql.scalar("AWSJSON", st.text().map(nodes.String))
OPERATIONS = [
    f"{field.type_name}.{field.field_name}"
    for field in FIELDS
    if field.type_name in ("Query", "Mutation")
]


@pytest.fixture
def operations(system: System, ana: Person) -> dict[str, Any]:
    """The operations by name, read by introspection."""
    url, headers = system.outputs.graphql_url, {"authorization": ana.token}
    schema = schemathesis.graphql.from_url(url, headers=headers)
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return {operation.label: operation for operation in found}


@pytest.mark.parametrize("name", OPERATIONS)
def test_any_request_that_fits_the_schema_is_answered_or_refused_with_a_known_code(
    operations: dict[str, Any], ana: Person, name: str
) -> None:
    @given(operations[name].as_strategy())
    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    def ask(case: Case[Any]) -> None:
        response = case.call(headers={"authorization": ana.token})

        assert response.status_code == 200
        answer = response.json()
        assert "data" in answer
        assert not {error.get("errorType") for error in answer.get("errors", ())} & UNFORESEEN

    ask()
