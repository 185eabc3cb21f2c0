"""Whole-path tests, run once more where every call of a function is judged by its role."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.stack.enforced.rights import Rights

RUN = (
    *("test_deliveries", "test_erasure", "test_failures", "test_images", "test_isolation"),
    *("test_keys", "test_photo", "test_publishing", "test_redriving", "test_rejection"),
    "test_uploads",
)
LEFT_OUT = {
    "cli": "its commands ask the public API what the others ask",
    "test_access": "what it asks is decided by AppSync and the core, with the calls of the others",
    "distributions": "the installed clients ask the public API what the others ask",
    "test_debugging": "its commands run the functions in this process, which has no role",
    "test_docs": "the examples are for `make run`, which enforces nothing and speaks plain HTTP",
    "examples": "the examples ask the public API what the others ask, over plain HTTP",
    "test_fuzz": "asks at random what the others ask",
    "test_introspection": "is answered by the data plane alone; no function is called",
    "test_load": "the same calls by the hundred",
    "test_logs": "the end of this run looks over everything that was logged",
    "test_make_run": "starts systems of its own",
    "test_quota": "the same calls by the hundred",
    "test_renewing": "an operator's command, which has no role of a function",
    "test_same_answers": "nobody has a role in process, and a role's forms have one field more",
    "test_topic_listeners": "MiniStack has its SubscribeURL begin with http:// even behind TLS",
}
SLOW = {
    "test_image_is_paid_for_and_published_once_when_its_event_comes_many_times_at_once": "its"
    " neighbours make the same calls",
    "test_image_is_analysed_later_when_the_engine_is_busy_for_a_while": "test_rights does so",
    "test_everything_of_the_caller_is_erased_and_nothing_of_other_owners": "test_rights erases"
    " as well",
    "test_neighbours_are_analysed_when_the_engine_refuses_one": "as the one above",
    "test_only_the_poison_message_comes_back_when_a_batch_holds_one": "test_rights has a message"
    " come back",
    "test_image_that_was_given_up_on_is_analysed_when_its_message_is_moved_back": "an operator"
    " moves it, who has no role of a function",
    "test_image_has_failed_and_its_message_is_kept_when_the_engine_stays_away": "the two tests of"
    " workers that died make the same calls",
}


def _defined_in(module_name: str) -> dict[str, object]:
    """Tests and fixtures."""
    module = import_module(f"tests.stack.{module_name}")
    return {
        name: value
        for name, value in vars(module).items()
        if getattr(value, "__module__", None) == module.__name__ and not name.startswith("_")
    }


_FOUND = {name: value for module in RUN for name, value in _defined_in(module).items()}
globals().update({name: value for name, value in _FOUND.items() if name not in SLOW})


def test_every_module_of_the_whole_path_is_run_or_left_out_for_a_reason() -> None:
    here = Path(__file__).parent
    modules = {file.stem for file in here.parent.glob("test_*.py")}
    folders = {file.parent.name for file in here.parent.glob("*/test_*.py")} - {here.name}

    assert {*RUN, *LEFT_OUT} == modules | folders
    assert len(RUN) + len(LEFT_OUT) == len(modules | folders)
    assert SLOW.keys() <= _FOUND.keys()
    assert len(_FOUND) == sum(len(_defined_in(module)) for module in RUN)


@pytest.fixture(autouse=True)
def _nothing_is_refused(rights: Rights) -> Iterator[None]:
    before = rights.refused()
    yield
    assert rights.refused() == before
