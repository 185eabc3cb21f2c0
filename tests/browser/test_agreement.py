from pathlib import Path
from uuid import uuid4

from benchmarks.agreement import counts_everywhere
from benchmarks.load.mixture import mixture
from tests.browser.screen import Screen
from tests.support.system.system import System


def test_command_line_topic_console_and_api_count_alike(
    system: System, screen: Screen, tmp_path: Path
) -> None:
    name, users = f"user-{uuid4()}", system.laptop.users
    users.add_user(name)

    counted = counts_everywhere(
        system.laptop, users.sign_in(name), screen.page, tmp_path / "photos", mixture(60)
    )

    assert len(counted) == 5
    assert set(counted.values()) == {counted["the files"]}
