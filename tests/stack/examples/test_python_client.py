from pathlib import Path

from tests.stack.examples.program import running

COMMAND = (".venv/bin/python", "examples/python_client/faces.py", "photo.jpg")


def test_photo_is_uploaded_and_each_of_its_faces_is_printed(clone: Path) -> None:
    with running(COMMAND, clone) as script:
        summary = script.line("photo.jpg")
        boxes = [script.line("  ").split() for _ in range(9)]

    assert summary == "photo.jpg ANALYZED 9 faces"
    assert all(0 <= float(ratio) <= 1 for box in boxes for ratio in box)
