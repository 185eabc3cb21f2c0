"""AWS calls and write units of one image, by the number of its faces and by the engine."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from adapters.settings import AnalyzeSettings, PublishSettings
from benchmarks import photos
from benchmarks.full_faces import full_faces
from benchmarks.function_process import Call, FunctionProcess, Invocation, running_function
from benchmarks.functions import ANALYZE, PUBLISH
from benchmarks.lab import Lab
from benchmarks.paced_engine import PacedEngine, paced_engine
from benchmarks.rows import Row
from benchmarks.workplace import Workplace, new_workplace
from benchmarks.write_units import Ledger, item_bytes
from infrastructure.work_queue import MAX_RECEIVE_COUNT

_GROUPS = {0: (0, 0), 1: (1, 1), 5: (5, 1), 100: (10, 10)}  # faces: columns and rows


class WrongFaceCount(Exception):
    """The laptop's engine found more or fewer faces than the photo holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    workplace: Workplace
    engine: PacedEngine
    full: FunctionProcess
    laptop: FunctionProcess
    publisher: FunctionProcess

    def analyze_and_publish(
        self, function: FunctionProcess, photo: bytes
    ) -> tuple[Invocation, Invocation]:
        key = self.workplace.put(photo)
        analysis = function.invoke(self.workplace.sqs_event(key))
        changes = self.workplace.stream_event(self.workplace.image_id(key))
        return analysis, self.publisher.invoke(changes)


def cost(lab: Lab) -> Iterator[Row]:
    with ExitStack() as stack:
        bench = _bench(lab, stack)
        for faces, grid in _GROUPS.items():
            photo = photos.group_of(*grid)
            bench.engine.set(faces=full_faces(faces))
            analysis, publication = bench.analyze_and_publish(bench.full, photo)
            yield _calls_row(f"AWS calls, {_faces(faces)}", analysis.calls)
            yield _calls_row(f"calls to publish, {_faces(faces)}", publication.calls)
            yield _units_row("Rekognition", faces, analysis, bench.workplace)
            analysis, _ = bench.analyze_and_publish(bench.laptop, photo)
            yield _units_row("laptop", faces, analysis, bench.workplace)


def _bench(lab: Lab, stack: ExitStack) -> _Bench:
    workplace = new_workplace(lab)
    outputs = lab.laptop.outputs
    analyze = AnalyzeSettings(
        table_name=workplace.table,
        queue_url=outputs.queue_url,
        max_receive_count=str(MAX_RECEIVE_COUNT),
        retention_days="0",
        rekognition_tps="0",
        images_per_owner_and_day="0",
    )
    publish = PublishSettings(
        table_name=workplace.table, topic_arn=outputs.topic_arn, graphql_url=outputs.graphql_url
    )
    engine = stack.enter_context(paced_engine(lab.folder))
    laptop_url = lab.settings.engine_url
    return _Bench(
        workplace=workplace,
        engine=engine,
        full=stack.enter_context(running_function(lab, ANALYZE, analyze, engine.url)),
        laptop=stack.enter_context(running_function(lab, ANALYZE, analyze, laptop_url)),
        publisher=stack.enter_context(running_function(lab, PUBLISH, publish, laptop_url)),
    )


def _calls_row(name: str, calls: Iterable[Call]) -> Row:
    by_operation = Counter(f"{call.service}:{call.operation}" for call in calls)
    amounts = (f"{n} x {name}" if n > 1 else name for name, n in by_operation.items())
    published = [_message_bytes(call) for call in calls if call.operation == "Publish"]
    sizes = [f"message of {size:,} bytes" for size in published]
    return Row(
        name=name, value=by_operation.total(), unit="calls", detail=", ".join([*amounts, *sizes])
    )


def _message_bytes(call: Call) -> int:
    return len(str(call.parameters["Message"]).encode())


def _units_row(engine: str, faces: int, analysis: Invocation, workplace: Workplace) -> Row:
    ledger = Ledger.of(workplace.definition)
    claim, *_, commit = [c for c in analysis.calls if c.operation == "PutItem"]
    claim_units = ledger.put(claim.parameters["Item"])
    items = list(_face_items(analysis.calls, workplace.table))
    if len(items) != faces:
        raise WrongFaceCount(f"{len(items)} instead of {faces}")
    faces_units = sum(map(ledger.put, items))
    commit_units = ledger.put(commit.parameters["Item"])
    largest = f", a face of {max(map(item_bytes, items)):,} bytes" if items else ""
    return Row(
        name=f"write units, {_faces(faces)} of {engine}",
        value=claim_units + faces_units + commit_units,
        unit="units",
        detail=f"claim {claim_units}, faces {faces_units}, commit {commit_units}{largest}",
    )


def _face_items(calls: Iterable[Call], table: str) -> Iterator[dict[str, object]]:
    for call in calls:
        if call.operation == "BatchWriteItem":
            for request in call.parameters["RequestItems"][table]:
                yield request["PutRequest"]["Item"]


def _faces(count: int) -> str:
    return f"{count} face{'' if count == 1 else 's'}"
