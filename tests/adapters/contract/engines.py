"""Engines, each with its bucket and with the faults that a test can cause."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from rekognition_tests.photos import group_of, truncated
from rekognition_tests.running import Engine

from adapters.face_engine import RekognitionEngine
from core.model.detection import Detection
from core.model.failure import AnalysisFailed, FailureCode
from core.model.image import image_id
from core.model.stored_object import ObjectVersion
from core.ports import FaceEngine
from tests.adapters.contract.conftest import Bucket
from tests.support.builders import BUCKET, KEY, picture
from tests.support.fakes import CUT_OFF, FakeEngine, FakeObjects
from tests.support.simulation.backend import PaidEngine
from tests.support.simulation.clockwork import Clockwork
from tests.support.simulation.faulty import Faults, Process, Wire
from tests.support.simulation.schedule import Fault, FaultKind, Schedule

TPS = 20
_BURST = 50
_MINUTE_MS = 60_000
_FAULTS = {
    FailureCode.ENGINE_THROTTLED: FaultKind.THROTTLED,
    FailureCode.ENGINE_REFUSED: FaultKind.REFUSED,
    FailureCode.ENGINE_UNAVAILABLE: FaultKind.NOT_DONE,
}

Detect = Callable[[ObjectVersion], Detection]


@dataclass(frozen=True, slots=True)
class Studio:
    """`photo` has faces; of `cut_off` only the header is complete.

    `troubles`: by failure code, a call that ends with that code."""

    engine: FaceEngine
    objects: Bucket
    photo: bytes
    cut_off: bytes
    troubles: Mapping[FailureCode, Detect]

    def put(self, body: bytes) -> ObjectVersion:
        self.objects.put(KEY, body)
        version = self.objects.look(BUCKET, KEY)
        assert version
        return version


def fake_studio() -> Studio:
    objects = FakeObjects()
    return Studio(
        engine=FakeEngine(objects=objects, faces_per_image=3),
        objects=objects,
        photo=b"picture",
        cut_off=CUT_OFF,
        troubles={
            code: FakeEngine(objects=objects, failures=[AnalysisFailed(code)]).detect
            for code in _FAULTS
        },
    )


def bench_studio() -> Studio:
    """The fault bench's engine; faults happen on the way to it."""
    objects = FakeObjects()
    engine = PaidEngine(objects, on_payment=lambda _: None)
    return Studio(
        engine=engine,
        objects=objects,
        photo=b"picture",
        cut_off=CUT_OFF,
        troubles={code: _struck(engine, kind) for code, kind in _FAULTS.items()},
    )


def local_studio(running: Engine, objects: Bucket) -> Studio:
    """Our own engine, which reads from the same bucket."""
    engine = RekognitionEngine(running.client())
    unreachable = replace(running, url="http://127.0.0.1:9")
    return Studio(
        engine=engine,
        objects=objects,
        photo=group_of(2, 1),
        cut_off=truncated(picture(640, 480)),
        troubles={
            FailureCode.ENGINE_THROTTLED: lambda version: _too_often(engine, version),
            FailureCode.ENGINE_REFUSED: lambda _: _too_small(engine, objects),
            FailureCode.ENGINE_UNAVAILABLE: RekognitionEngine(unreachable.client()).detect,
        },
    )


def _struck(engine: FaceEngine, kind: FaultKind) -> Detect:
    fault = Fault(image_id(BUCKET, KEY), "engine.detect", nth=1, kind=kind)
    schedule = Schedule(
        seed=0,
        operations=(),
        fault_percent=0,
        max_receive_count=5,
        longest_latency_ms=20,
        only_delays=False,
        faults=(fault,),
    )
    clock = Clockwork()
    wire = Wire(clock, Faults(schedule), names={})
    process = Process(clock, "analyze", deadline_ms=_MINUTE_MS, started_ms=0)
    detect: Detect = wire.port("engine", engine, process).detect
    return detect


def _too_often(engine: FaceEngine, version: ObjectVersion) -> Detection:
    with ThreadPoolExecutor(_BURST) as pool:
        calls = [pool.submit(engine.detect, version) for _ in range(_BURST)]
    time.sleep(1)  # the quota is for one second, and more calls follow
    for call in calls:
        if error := call.exception():
            raise error
    return calls[0].result()


def _too_small(engine: FaceEngine, objects: Bucket) -> Detection:
    """The header reader rejects such an image; the engine reports an invalid parameter."""
    objects.put(f"{KEY}.small", picture(79, 79))
    version = objects.look(BUCKET, f"{KEY}.small")
    assert version
    return engine.detect(version)
