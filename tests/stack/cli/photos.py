"""A folder of photos: good ones, bad ones, and files that are no photos."""

from pathlib import Path

from rekognition_tests.photos import astronaut, coffee, encoded, group_of, shipped, truncated

FACES = {"one.jpg": 1, "none.jpeg": 0, "deeper/four.jpg": 4}
REJECTED = {
    "broken.jpg": "CORRUPT_IMAGE",
    "small.png": "TOO_SMALL",
    "empty.jpg": "EMPTY",
    "text.png": "UNSUPPORTED_FORMAT",
}


def folder_of_photos(folder: Path) -> Path:
    contents = {
        "one.jpg": astronaut(),
        "none.jpeg": coffee(),
        "deeper/four.jpg": group_of(2, 2),
        "broken.jpg": truncated(astronaut()),
        "small.png": encoded(shipped("coffee").resize((40, 30)), "PNG"),
        "empty.jpg": b"",
        "text.png": b"no picture",
        "notes.txt": b"no photo",
        ".hidden.jpg": astronaut(),
    }
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
