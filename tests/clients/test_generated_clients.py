"""The typed clients are exactly what their generators make of the schema and the operations."""

from pathlib import Path

from infrastructure.generate import committed, generated


def test_everything_generated_is_what_make_generate_writes(tmp_path: Path) -> None:
    made, stands = generated(tmp_path), committed()

    stale = sorted(str(path) for path in made | stands if made.get(path) != stands.get(path))
    assert not stale, f"{', '.join(stale)} is not what the code declares: run `make generate`"
