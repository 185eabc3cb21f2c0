import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rekognition_tests.photos import group_of

from infrastructure.node import node_executable
from infrastructure.npm import install_packages
from tests.support.drift import no_drift
from tests.support.pages import README, ROOT, Block, blocks
from tests.support.system.system import System
from tests.support.waiting import eventually

THIS_FILE = "tests/stack/test_docs.py"
# Commands that must not run on a reader's machine in passing, and the tests that run them instead.
# For `make deploy`: as far as it works without an account.
RUN_ELSEWHERE = {
    "make run": (
        "stack/test_make_run.py",
        "test_command_prints_every_address_and_leaves_nothing_behind",
    ),
    "make test": ("stack/test_docs.py", "test_example_runs"),
    "make soak": ("faults/test_schedules.py", "test_soak_plays_the_given_number_of_schedules"),
    "make synth": (
        "infrastructure/test_synthesis.py",
        "test_synthesis_needs_nothing_of_its_environment",
    ),
    "make deploy": (
        "infrastructure/test_synthesis.py",
        "test_a_deployment_without_credentials_is_refused_and_starts_nothing",
    ),
    "make redrive": (
        "stack/enforced/test_redriving.py",
        "test_dead_lettered_image_is_analysed_when_its_message_is_moved_back",
    ),
    "make republish": (
        "stack/enforced/test_publishing.py",
        "test_event_that_was_given_up_on_is_kept_until_it_is_published_again",
    ),
    "make renew": (
        "stack/test_renewing.py",
        "test_image_that_has_expired_is_there_again_when_images_are_kept_for_ever",
    ),
    "make docs": ("docs/test_site.py", "test_site_has_a_page_for_each_page_of_the_docs"),
    "npm install": (
        "stack/examples/test_manifests.py",
        "test_command_of_a_page_names_tested_versions",
    ),
    "npm run": (
        "stack/examples/test_browser_page.py",
        "test_dropped_photo_is_shown_with_a_box_around_each_face",
    ),
    "node examples/node_amplify/changes.js": (
        "stack/examples/test_node_amplify.py",
        "test_script_lists_the_images_and_prints_each_change",
    ),
    ".venv/bin/python examples/topic_queue/service.py": (
        "stack/examples/test_topic_queue.py",
        "test_group_photo_is_printed_once_when_its_event_is_delivered_again",
    ),
    ".venv/bin/python -m laptop.invoke": (
        "stack/test_debugging.py",
        "test_event_of_the_page_is_answered_under_the_debugger",
    ),
    ".venv/bin/python -m laptop.logs": (
        "stack/test_debugging.py",
        "test_log_lines_about_an_image_are_printed",
    ),
    ".venv/bin/facegraph doctor": (
        "cli/test_doctor.py",
        "test_command_names_what_is_missing_and_its_exit_code_says_so",
    ),
    ".venv/bin/facegraph up": (
        "stack/cli/test_up_and_down.py",
        "test_system_comes_up_answers_and_goes_down",
    ),
    ".venv/bin/facegraph down": (
        "stack/cli/test_up_and_down.py",
        "test_system_comes_up_answers_and_goes_down",
    ),
    ".venv/bin/facegraph upload": (
        "stack/cli/test_upload.py",
        "test_folder_is_analysed_and_every_reject_is_named_with_its_reason",
    ),
    ".venv/bin/facegraph watch": (
        "stack/cli/test_watch.py",
        "test_events_are_shown_as_they_happen",
    ),
    ".venv/bin/facegraph sign-in": (
        "stack/cli/test_sign_in.py",
        "test_first_sign_in_sets_a_password_and_is_stored",
    ),
    ".venv/bin/facegraph sign-out": (
        "stack/cli/test_sign_in.py",
        "test_sign_out_ends_the_session_here_and_at_cognito",
    ),
}
# Code that is not an example to run: it shows what something looks like.
FRAGMENTS = {("docs/cli.md", "python")}
NODE_FOLDER = ROOT / "tests" / "clients"
NOT_CODE = {"graphql", "json", "text"}


@pytest.fixture(scope="session")
def _library(system: System) -> None:
    """A page's commands list images that earlier commands uploaded; these tests have no order."""
    outputs, user = system.outputs, system.outputs.users[0]
    key = f"uploads/{user.sub}/of-the-docs.jpg"
    system.s3.put_object(Bucket=outputs.bucket_name, Key=key, Body=group_of(3, 2))
    asyncio.run(eventually(lambda: system.stored_faces(system.image_id(key)), "faces to list"))


@pytest.fixture
def clone(system: System, _library: None, tmp_path: Path) -> Path:
    """A folder with the files that the examples expect in the repository."""
    (tmp_path / ".facegraph").mkdir()
    system.outputs.write(tmp_path / ".facegraph" / "outputs.json")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "photo.jpg").write_bytes(group_of(3, 3))
    (tmp_path / "node_modules").symlink_to(NODE_FOLDER / "node_modules")
    (tmp_path / "clients").symlink_to(ROOT / "clients")
    return tmp_path


@pytest.fixture(scope="session")
def node_packages() -> None:
    install_packages(NODE_FOLDER)


@pytest.mark.parametrize("block", [block for block in blocks() if block.mark == "run"], ids=str)
def test_example_runs(clone: Path, block: Block, request: pytest.FixtureRequest) -> None:
    command: dict[str, list[str | Path]] = {
        "sh": ["sh", "-eu", "-c", block.code],
        "python": [".venv/bin/python", "-W", "error", "-c", block.code],
        "js": [node_executable(), "--input-type=module", "--eval", block.code],
    }
    if block.language == "js":
        request.getfixturevalue("node_packages")

    run = subprocess.run(
        command[block.language], cwd=clone, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr
    assert "errors" not in run.stdout
    assert run.stdout.strip()


def test_every_other_command_is_run_by_a_test_of_its_own() -> None:
    others = [block for block in blocks() if block.language == "sh" and not block.mark]

    commands = {_command(line) for block in others for line in block.code.splitlines()}

    problem = "a command of a page that no test runs: give its block a mark, or name its test here"
    no_drift(commands - RUN_ELSEWHERE.keys(), problem, edit=THIS_FILE, run="make test")


def _command(line: str) -> str:
    words = line.split()
    return " ".join(words[: 3 if "-m" in words[:2] else 2])


@pytest.mark.parametrize("command", RUN_ELSEWHERE)
def test_test_named_for_a_command_exists(command: str) -> None:
    file, test = RUN_ELSEWHERE[command]

    gone = [f"{file}::{test}"] if f"def {test}(" not in (ROOT / "tests" / file).read_text() else []
    no_drift(gone, f"the test of `{command}` is not there", edit=THIS_FILE, run="make test")


def test_only_listed_blocks_of_code_are_not_run() -> None:
    others = [block for block in blocks() if not block.mark and block.language != "sh"]

    unrun = {(os.fspath(block.page.relative_to(ROOT)), block.language) for block in others}

    different = {place for place in unrun if place[1] not in NOT_CODE} ^ FRAGMENTS
    no_drift(different, "code without a mark, or no fragment", edit=THIS_FILE, run="make test")


def test_readme_shows_how_to_start_and_how_to_test() -> None:
    shown = "".join(block.code for block in blocks() if block.page == README)

    assert "make run " in shown
    assert "make test " in shown
