import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import httpx
import pytest

from rekognition_tests.photos import astronaut, coffee
from rekognition_tests.running import Engine, image_of, output_until_all_ended, running_engine

pytestmark = pytest.mark.sockets

PLACES = 16  # in an engine with one worker


def outcome(response: httpx.Response) -> str:
    document = response.json()
    found: str = document["__type"] if "__type" in document else f"{len(document['FaceDetails'])}"
    return found


def test_answers_each_of_many_callers_with_their_own_faces(engine: Engine) -> None:
    photos = [astronaut(), coffee()] * 10

    with ThreadPoolExecutor(len(photos)) as callers:
        answers = callers.map(lambda photo: outcome(engine.call(image_of(photo))), photos)

    assert list(answers) == ["1", "0"] * 10


def test_is_ready_only_with_every_worker_running(engine: Engine) -> None:
    assert len(set(engine.worker_pids)) == 2


def test_a_worker_that_dies_fails_its_request_and_is_replaced() -> None:
    with running_engine("--workers", "1") as engine, ThreadPoolExecutor(1) as caller:
        (worker,) = engine.worker_pids
        os.kill(worker, signal.SIGSTOP)
        in_flight = caller.submit(engine.call, image_of(astronaut()))
        os.kill(worker, signal.SIGKILL)

        assert outcome(in_flight.result()) == "InternalServerError"
        assert in_flight.result().status_code == 500
        assert outcome(engine.call(image_of(astronaut()))) == "1"
        assert engine.worker_pids != [worker]


def test_throttles_requests_when_every_place_is_taken() -> None:
    with running_engine("--workers", "1") as engine, ThreadPoolExecutor(PLACES + 4) as callers:
        (worker,) = engine.worker_pids
        os.kill(worker, signal.SIGSTOP)
        calls = [callers.submit(engine.call, image_of(coffee())) for _ in range(PLACES + 4)]
        answered = as_completed(calls)

        refused = [outcome(next(answered).result()) for _ in range(4)]
        os.kill(worker, signal.SIGCONT)
        served = [outcome(call.result()) for call in answered]

    assert refused == ["ThrottlingException"] * 4
    assert served == ["0"] * PLACES


def test_throttles_above_the_calls_per_second_it_is_given() -> None:
    with (
        running_engine("--workers", "1", "--tps", "2") as engine,
        ThreadPoolExecutor(20) as callers,
    ):
        outcomes = [outcome(r) for r in callers.map(engine.call, [{}] * 20)]

    assert set(outcomes) == {"ValidationException", "ProvisionedThroughputExceededException"}
    assert outcomes.count("ValidationException") >= 2


def test_counts_calls_by_the_time_of_their_arrival() -> None:
    with (
        running_engine("--workers", "1", "--tps", "2") as engine,
        ThreadPoolExecutor(4) as callers,
    ):
        engine.process.send_signal(signal.SIGSTOP)
        calls = [callers.submit(engine.call, {}) for _ in range(2)]
        time.sleep(1.5)  # the test is about time
        calls += [callers.submit(engine.call, {}) for _ in range(2)]
        time.sleep(0.3)
        engine.process.send_signal(signal.SIGCONT)

        assert [outcome(call.result()) for call in calls] == ["ValidationException"] * 4


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_leaves_no_process_behind_however_the_server_ends(how: signal.Signals) -> None:
    with running_engine("--workers", "2") as engine:
        output = output_until_all_ended(engine, how)

        assert "Traceback" not in output
        with pytest.raises(httpx.ConnectError):
            engine.call({})


def test_an_interrupt_from_the_terminal_stops_the_server_quietly() -> None:
    with running_engine("--workers", "2") as engine:
        os.killpg(engine.process.pid, signal.SIGINT)
        output, _ = engine.process.communicate(timeout=60)

        assert (output, engine.process.returncode) == ("", 0)


def test_finishes_requests_under_way_before_it_stops() -> None:
    with running_engine("--workers", "1") as engine, ThreadPoolExecutor(PLACES) as callers:
        (worker,) = engine.worker_pids
        os.kill(worker, signal.SIGSTOP)
        begun = [callers.submit(engine.call, image_of(astronaut())) for _ in range(PLACES)]
        while outcome(engine.call({})) != "ThrottlingException":
            pass  # some have not arrived yet

        engine.process.terminate()
        os.kill(worker, signal.SIGCONT)

        assert [outcome(call.result()) for call in begun] == ["1"] * PLACES
