"""How often a reader who follows a hint through core/ returns to a file."""

import ast
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import core
from core.model.failure import AnalysisFailed, FailureCode
from core.use_cases.analysis import Busy
from tests.support.simulation.ports import PortFailure, Tapped
from tests.support.world import World

CORE = Path(core.__file__).parent
MOST_REENTRIES = 6

Step = Callable[[], Any]


def files_visited(step: Step) -> list[str]:
    """The file of each function of core/ that the step enters, without calls inside the ports."""
    entered: list[str] = []

    def on_event(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and _is_core(frame) and not _is_inside_a_port(frame):
            entered.append(Path(frame.f_code.co_filename).name)

    sys.setprofile(on_event)
    try:
        step()
    except (AnalysisFailed, PortFailure, Busy):
        pass
    finally:
        sys.setprofile(None)
    return [file for file, _ in groupby(entered)]


def _is_core(frame: FrameType) -> bool:
    return Path(frame.f_code.co_filename).is_relative_to(CORE)


def _is_inside_a_port(frame: FrameType) -> bool:
    callers = [frame]
    while callers[-1].f_back:
        callers.append(callers[-1].f_back)
    outermost = max(number for number, caller in enumerate(callers) if _is_core(caller))
    return any(
        not _is_core(caller) and caller.f_code.co_filename != "<string>"  # code of dataclasses
        for caller in callers[:outermost]
    )


def new_upload() -> Step:
    world = World(images_per_day=5)
    hint = world.upload()
    return lambda: world.handle(hint)


def repeat() -> Step:
    world = World()
    hint = world.upload()
    world.handle(hint)
    return lambda: world.handle(hint)


def removal() -> Step:
    world = World()
    world.upload_and_settle()
    hint = world.delete()
    return lambda: world.handle(hint)


def text() -> Step:
    world = World()
    hint = world.upload(b"text")
    return lambda: world.handle(hint)


def engine_failure(*, last: bool) -> Step:
    world = World()
    world.engine.failures = [AnalysisFailed(FailureCode.ENGINE_UNAVAILABLE)]
    hint = world.upload()
    return lambda: world.handle(hint, last=last)


def bucket_failure() -> Step:
    world = World()
    hint = world.upload()

    def fail() -> None:
        raise PortFailure

    def blind(port: Any) -> Any:
        return Tapped(port, before=fail) if port is world.objects else port

    return lambda: world.handle(hint, blind, last=True)


def reanalysis() -> Step:
    world = World()
    world.upload_and_settle()
    world.queue.send(world.record().id, if_revision=1)
    return lambda: world.handle(world.queue.sent[0])


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(new_upload(), id="new upload"),
        pytest.param(repeat(), id="repeat"),
        pytest.param(removal(), id="removal"),
        pytest.param(text(), id="no picture"),
        pytest.param(engine_failure(last=False), id="engine failure"),
        pytest.param(engine_failure(last=True), id="engine failure at the last delivery"),
        pytest.param(bucket_failure(), id="bucket failure at the last delivery"),
        pytest.param(reanalysis(), id="reanalysis"),
    ],
)
def test_handling_a_hint_seldom_returns_to_a_file(step: Step) -> None:
    visited = files_visited(step)

    assert visited[0] == "analysis.py"
    reentries = len(visited) - len(set(visited))
    assert reentries <= MOST_REENTRIES, " > ".join(visited)


def asserts_that_narrow() -> Iterator[str]:
    for path in CORE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        inside = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
        for node in inside:
            yield from (
                f"{path.relative_to(CORE)}:{found.lineno}"
                for found in ast.walk(node)
                if isinstance(found, ast.Assert)
            )


def test_no_function_of_the_core_asserts() -> None:
    assert sorted(set(asserts_that_narrow())) == []
