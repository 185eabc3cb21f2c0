import re

from core.model import errors
from core.model.errors import FacegraphError
from resolvers.router import InternalError
from tests.support.drift import no_drift
from tests.support.pages import ROOT

PAGE = "docs/guides/api.md"
_ROW = re.compile(r"^\| `(\w+)` \| ", re.MULTILINE)


def test_page_names_every_error_type() -> None:
    ours = {
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type)
        and issubclass(kind, FacegraphError)
        and kind is not FacegraphError
    }
    table = (ROOT / PAGE).read_text().partition("| `errorType` |")[2]
    listed = set(_ROW.findall(table))

    different = (ours | {InternalError.__name__}) ^ listed
    no_drift(
        different, "an error of the API or of the page, not of both", edit=PAGE, run="make test"
    )
