import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.image import ImageStatus
from tests.processors.test_analyze_batch import Batches
from tests.support.builders import a_message, an_s3_body, an_s3_record

ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 1e308, "", "\x00", "\ud800", "%", "%FF", "+", "../..", "s3:TestEvent", [], {}]
) | st.text(max_size=30)


def damaged(data: st.DataObject, document: Any) -> Any:
    """The document with an odd value somewhere inside it, or without a member."""
    if isinstance(document, dict) and document and data.draw(st.integers(0, 3)):
        name = data.draw(st.sampled_from(sorted(document)))
        rest = {other: value for other, value in document.items() if other != name}
        return rest | ({name: damaged(data, document[name])} if data.draw(st.booleans()) else {})
    if isinstance(document, list) and document:
        return [damaged(data, document[0]), *document[1:]]
    return data.draw(ODD)


@settings(max_examples=60)
@given(data=st.data())
def test_damaged_message_comes_again_or_is_deleted_and_does_not_hold_up_others(
    data: st.DataObject,
) -> None:
    batches = Batches()
    good = batches.uploaded("good", id="good")
    before = dict(batches.world.records.stored)
    kind = data.draw(
        st.sampled_from(
            [an_s3_body(an_s3_record("uploads/ana/odd.jpg")), '{"imageId": "x", "ifRevision": 1}']
        )
    )
    body = json.dumps(damaged(data, json.loads(kind)))

    failed = batches.process(a_message(body, id="odd"), good)

    stored = batches.world.records.stored
    assert set(failed) <= {"odd"}
    assert batches.status("good") is ImageStatus.ANALYZED
    assert len(stored) - len(before) <= 2  # the record of the good image, and one of the named key
