import subprocess
import sys
from dataclasses import dataclass
from typing import Annotated

import pytest

from core.model.caller import Caller
from core.model.shape import Id, NoJsonForm, Nullable, Range, Record, Scalar, members_of, shape_of
from infrastructure.bundle import ROOT
from resolvers.api import FIELDS
from resolvers.declaration import Argument, Fields, Meaning, Query


def test_parameters_after_the_slash_are_the_fields_arguments() -> None:
    field = Fields()

    @field(Query, max_batch_size=3)
    def page_of_hats(
        caller: Caller, /, size: int, hat_id: Annotated[Id | None, Meaning("A hat.")] = None
    ) -> str | None:
        raise NotImplementedError

    (declared,) = field
    assert (declared.type_name, declared.field_name) == ("Query", "pageOfHats")
    assert declared.max_batch_size == 3
    assert declared.signature.given == (Caller,)
    assert declared.signature.returns == Nullable(Scalar(str))
    assert declared.signature.arguments == (
        Argument("size", Scalar(int), None, False),
        Argument("hat_id", Nullable(Scalar(str, is_id=True)), "A hat.", True),
    )


def test_member_carries_its_range() -> None:
    @dataclass
    class Hat:
        sizes: Annotated[tuple[Annotated[int, Range(1, 9)], ...], Range(at_most=3)] | None

    ((name, shape),) = members_of(Record(Hat))

    assert name == "sizes"
    assert isinstance(shape, Nullable)
    assert shape.inner == (Scalar(int, Range(1, 9)), Range(None, 3))


@pytest.mark.parametrize("hint", [set[str], int | str, int | str | None, bytes, object])
def test_annotation_that_json_cannot_hold_is_refused(hint: object) -> None:
    with pytest.raises(NoJsonForm, match="has no JSON form"):
        shape_of(hint)


def test_member_that_json_cannot_hold_is_named() -> None:
    @dataclass
    class Hat:
        sizes: frozenset[int]

    with pytest.raises(NoJsonForm, match=r"Hat.sizes in tests.resolvers.test_declaration: "):
        members_of(Record(Hat))


def test_declarations_need_no_client_and_no_settings() -> None:
    heavy = ("boto3", "botocore", "strawberry", "graphql")
    program = f"import sys, resolvers.api; print([m for m in {heavy} if m in sys.modules])"

    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.stdout, run.stderr) == ("[]\n", "")
    assert FIELDS
