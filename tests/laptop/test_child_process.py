import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from laptop.child_process import ChildProcess, ChildProcessFailed, PortTaken, require_free_port
from tests.laptop.waiting import is_running, wait_until

# Starts a program that ignores SIGTERM, writes both pids down and serves HTTP.
FAMILY = """
import http.server, os, pathlib, subprocess, sys
deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
grandchild = subprocess.Popen([sys.executable, "-c", deaf])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {grandchild.pid}")
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[2]), bind="127.0.0.1")
"""

# Starts the command in its arguments and then only sleeps.
OWNER = """
import pathlib, sys, time
from laptop.child_process import ChildProcess
child = ChildProcess.start(sys.argv[2:], environment={}, log_file=pathlib.Path(sys.argv[1]))
time.sleep(600)
"""


def test_stop_ends_the_program_and_what_it_started(tmp_path: Path, port: int) -> None:
    pids = tmp_path / "pids"

    with start_family(tmp_path, pids, port) as child:
        child.wait_until_ready(f"http://127.0.0.1:{port}/")
        family = read_pids(pids)
        assert all(is_running(pid) for pid in family)

    wait_until(lambda: not any(map(is_running, family)), "the family is gone")
    assert child.exit_code is not None


def test_stop_may_be_called_again(tmp_path: Path, port: int) -> None:
    child = start_family(tmp_path, tmp_path / "pids", port)

    child.stop()
    child.stop()

    assert child.exit_code is not None


def test_program_ends_when_its_owner_is_killed(tmp_path: Path, port: int) -> None:
    pids = tmp_path / "pids"
    command = [sys.executable, "-c", FAMILY, str(pids), str(port)]
    with subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path / "log"), *command]) as owner:
        wait_until(lambda: pids.exists() and len(read_pids(pids)) == 2, "the family runs")
        family = read_pids(pids)

        owner.send_signal(signal.SIGKILL)

    wait_until(lambda: not any(map(is_running, family)), "the family is gone")


def test_environment_of_the_program_is_the_given_one_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST_SECRET", "do not pass on")
    log = tmp_path / "log"
    show = "import os; print(sorted(set(os.environ) - {'LC_CTYPE', '__CF_USER_TEXT_ENCODING'}))"

    child = ChildProcess.start(
        [sys.executable, "-c", show], environment={"GIVEN": "1"}, log_file=log
    )
    wait_until(lambda: child.exit_code is not None, "the program ends")
    child.stop()

    assert log.read_text().strip() == "['GIVEN']"


def test_failure_quotes_the_log_when_the_program_ends_early(tmp_path: Path, port: int) -> None:
    program = "print('no such colour'); raise SystemExit(3)"

    with (
        ChildProcess.start(
            [sys.executable, "-c", program],
            environment={},
            log_file=tmp_path / "log",
            name="The painter",
        ) as child,
        pytest.raises(
            ChildProcessFailed, match=r"The painter ended with exit code 3.*\n  no such colour"
        ),
    ):
        child.wait_until_ready(f"http://127.0.0.1:{port}/")


def test_failure_names_the_url_when_the_program_does_not_answer(tmp_path: Path, port: int) -> None:
    url = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-c", "import time; time.sleep(600)"]

    with (
        ChildProcess.start(command, environment={}, log_file=tmp_path / "log") as child,
        pytest.raises(ChildProcessFailed, match=rf"did not answer at {url} within 0.3 s"),
    ):
        child.wait_until_ready(url, timeout_s=0.3)


def test_failure_names_a_command_that_does_not_exist(tmp_path: Path, port: int) -> None:
    with (
        ChildProcess.start(
            [str(tmp_path / "absent")], environment={}, log_file=tmp_path / "log"
        ) as child,
        pytest.raises(ChildProcessFailed, match=r"cannot start .*absent: .*No such file"),
    ):
        child.wait_until_ready(f"http://127.0.0.1:{port}/")


def test_taken_port_is_refused_and_its_owner_left_alone(port: int) -> None:
    with socket.create_server(("127.0.0.1", port)) as owner:
        with pytest.raises(PortTaken, match=f"Port {port} on 127.0.0.1 is taken: end .* or choose"):
            require_free_port(port)

        assert owner.fileno() >= 0
    require_free_port(port)


def start_family(folder: Path, pids: Path, port: int) -> ChildProcess:
    return ChildProcess.start(
        [sys.executable, "-c", FAMILY, str(pids), str(port)],
        environment=dict(os.environ),
        log_file=folder / "log",
    )


def read_pids(path: Path) -> list[int]:
    return [int(pid) for pid in path.read_text().split()]
