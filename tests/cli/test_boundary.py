"""No traceback reaches a user, and `--help` loads next to nothing."""

import io
import json
import os
import re
import subprocess
import sys
from enum import Enum
from pathlib import Path

import pytest
from facegraph.cli import app, main, options
from facegraph.cli.failure import CommandFailed, ExitCode
from facegraph.client import EventKind, ImageStatus

from infrastructure.bundle import ROOT
from tests.support.command_line import FACEGRAPH
from tests.support.drift import no_drift

_HEAVY = {"asyncio", "boto3", "gql", "httpx", "PIL", "pyarrow", "pydantic", "rich"}


def _ends(monkeypatch: pytest.MonkeyPatch, raising: BaseException) -> int | str | None:
    def command() -> None:
        raise raising

    monkeypatch.setattr(app, "app", command)
    with pytest.raises(SystemExit) as ended:
        main.main()
    return ended.value.code


def test_refusal_is_a_sentence_and_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failure = ExceptionGroup("", [CommandFailed(ExitCode.BAD_FILE, "No such file.")])

    code = _ends(monkeypatch, failure)

    assert code == ExitCode.BAD_FILE
    assert capsys.readouterr() == ("", "No such file.\n")


def test_unexpected_error_is_kept_in_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    code = _ends(monkeypatch, KeyError("surprise"))

    kept = tmp_path / "facegraph" / "crash.txt"
    errors = capsys.readouterr().err
    assert code == ExitCode.UNEXPECTED
    assert str(kept) in errors
    assert "Traceback" not in errors
    assert "KeyError: 'surprise'" in kept.read_text()


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
        (BrokenPipeError(), ExitCode.DONE),
        (ExceptionGroup("", [BrokenPipeError()]), ExitCode.DONE),
    ],
    ids=["Ctrl-C", "broken pipe", "broken pipe in a task"],
)
def test_interrupt_by_the_user_is_quiet(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: ExitCode
) -> None:
    error = io.StringIO()
    monkeypatch.setattr(sys, "stderr", error)
    with Path(os.devnull).open("w") as out:  # its descriptor is replaced
        monkeypatch.setattr(sys, "stdout", out)

        assert _ends(monkeypatch, raised) == code
    assert error.getvalue() == ""


@pytest.mark.slow
@pytest.mark.parametrize("options", [["--json"], []], ids=["documents", "lines"])
def test_command_ends_quietly_when_its_reader_closes_the_pipe(
    tmp_path: Path, options: list[str]
) -> None:
    for number in range(3_000):  # more than a pipe holds
        (tmp_path / f"{number}.jpg").touch()
    command: list[str | Path] = [FACEGRAPH, "upload", "--dry-run", tmp_path, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()

    assert (process.returncode, errors) == (ExitCode.DONE, b"")


@pytest.mark.slow
def test_file_name_that_is_not_utf8_is_printed_reversibly(tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xe9t\xe9.jpg")
    Path(odd).touch()
    strict = os.environ | {"PYTHONIOENCODING": "utf-8:strict"}
    command: list[str | Path] = [FACEGRAPH, "upload", "--dry-run", tmp_path]

    lines = subprocess.run(command, env=strict, capture_output=True, check=True).stdout
    documents = subprocess.run(
        [*command, "--json"], env=strict, capture_output=True, check=True
    ).stdout

    assert rb"\udce9t\udce9.jpg: not to be sent" in lines
    assert json.loads(documents)["file"] == odd


def test_help_loads_no_heavy_library() -> None:
    script = "import sys, facegraph.cli.app; print(' '.join(sys.modules))"

    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()

    assert "typer" in loaded
    assert _HEAVY.isdisjoint(loaded)


def test_shell_completes_commands() -> None:
    asked = {
        "_FACEGRAPH_COMPLETE": "complete_bash",
        "COMP_WORDS": "facegraph re",
        "COMP_CWORD": "1",
    }

    completed = subprocess.run(
        [FACEGRAPH], env=os.environ | asked, capture_output=True, text=True, check=True
    ).stdout.split()

    assert completed == ["reanalyze"]


def test_completion_is_installed_for_the_shell_in_use(tmp_path: Path) -> None:
    home = os.environ | {"HOME": str(tmp_path)}
    asked = f"{FACEGRAPH} --install-completion; exit $?"

    installed = subprocess.run(["bash", "-c", asked], env=home, capture_output=True, text=True)

    assert installed.returncode == 0, installed.stderr
    assert "_facegraph_completion" in (tmp_path / ".bash_completions" / "facegraph.sh").read_text()
    assert "facegraph.sh" in (tmp_path / ".bashrc").read_text()


@pytest.mark.parametrize(
    ("option", "generated"), [(options.Status, ImageStatus), (options.Kind, EventKind)]
)
def test_options_have_the_words_of_the_api(option: type[Enum], generated: type[Enum]) -> None:
    different = {each.value for each in option} ^ {each.value for each in generated}
    problem = "a word of the command's option or of the API, but not of both"
    no_drift(different, problem, edit="clients/python/facegraph/cli/options.py")


def test_documentation_has_every_exit_code_and_every_command() -> None:
    page = (ROOT / "docs" / "cli.md").read_text()

    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    commands = {
        command.callback.__name__ for command in app.app.registered_commands if command.callback
    }

    problem = "an exit code of the table or of ExitCode, but not of both"
    no_drift(codes ^ {int(code) for code in ExitCode}, problem, edit="docs/cli.md")
    shown = {f".venv/bin/facegraph {command.replace('_', '-')}" for command in commands}
    no_drift({c for c in shown if c not in page}, "not on the page", edit="docs/cli.md")
