import pytest

from tests.support.access.outcomes import Outcome, Who
from tests.support.access.questions import Question, object_types, rows_wanted
from tests.support.access.table import OUTCOMES, TABLE, names_for
from tests.support.drift import no_drift

# Rows where every user sees their own value, whoever the user is.
ONES_OWN = ("Mutation.createUpload", "UploadForm.", "FormField.")


def test_every_field_and_argument_has_an_outcome() -> None:
    missing = {row.partition("(")[0] for row in rows_wanted() - set(TABLE)}

    no_drift(missing, "OUTCOMES does not say who gets this", edit="tests/support/access/table.py")


def test_every_outcome_belongs_to_a_field_or_argument() -> None:
    used = {name for row in rows_wanted() for name in names_for(row)}

    gone = set(OUTCOMES) - used
    no_drift(
        gone,
        "no field or argument that OUTCOMES could be about",
        edit="tests/support/access/table.py",
    )


@pytest.mark.parametrize("row", TABLE)
def test_row_has_an_outcome_for_every_kind_of_caller(row: str) -> None:
    missing = {f"{row} for {who}" for who in set(Who) - TABLE[row].keys()}
    no_drift(missing, "OUTCOMES has no outcome", edit="tests/support/access/table.py")


def test_wanted_rows_cover_every_field_and_argument_of_the_contract() -> None:
    wanted = rows_wanted()

    fields = {f"{kind.name}.{name}" for kind in object_types() for name in kind.fields}
    arguments = {
        f"{kind.name}.{name}({argument})"
        for kind in object_types()
        for name, field in kind.fields.items()
        for argument in field.args
    }
    unasked = (fields | arguments) - {row.partition("(")[0] for row in wanted} - wanted
    no_drift(unasked, "rows_wanted leaves this out", edit="tests/support/access/questions.py")


def test_only_admins_see_what_belongs_to_another_user() -> None:
    own = {row for row in TABLE if row.startswith(ONES_OWN)} - {"UploadForm.image"}  # none yet

    seen = {row for row, outcomes in TABLE.items() if outcomes[Who.ANOTHER] is Outcome.SEEN}

    problem = "ONES_OWN names exactly the fields where all users see a value of their own"
    no_drift(seen ^ own, problem, edit="tests/schema/test_access_table.py")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"data": {"images": {"items": [{"id": "a"}]}}}, Outcome.SEEN),
        ({"data": {"images": {"items": []}}}, Outcome.NOTHING),
        ({"data": {"images": None}}, Outcome.NOTHING),
        ({"data": None, "errors": [{"errorType": "Forbidden"}]}, Outcome.FORBIDDEN),
    ],
)
def test_outcome_is_what_the_answer_shows(answer: dict[str, object], outcome: Outcome) -> None:
    asked = Question("{ images { items { id } } }", {}, ("images", "items", "id"))

    assert asked.outcome(answer) is outcome
