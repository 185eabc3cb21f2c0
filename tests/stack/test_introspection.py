import httpx

from schema.meanings import meaning
from tests.support.system.people import Person

_ASKED = '{ __type(name: "Face") { description fields { name description } } }'


def test_introspection_of_the_running_api_answers_with_descriptions(ana: Person) -> None:
    headers = {"authorization": ana.token}

    answer = httpx.post(ana.graphql_url, headers=headers, json={"query": _ASKED}).json()

    face = answer["data"]["__type"]
    fields = {field["name"]: field["description"] for field in face["fields"]}
    assert face["description"] == meaning("Face")
    assert fields["smile"] == meaning("Face", "smile")
