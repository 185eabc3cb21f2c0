import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
from facegraph.cli.export.parquet import ROWS_IN_GROUP, ParquetFile
from facegraph.cli.export.rows import FIELDS
from facegraph.cli.export.writers import CsvWriter, JsonLinesWriter
from facegraph.client.fragments import ImageWithFaces

from tests.cli.fakes import an_image
from tests.support.drift import no_drift

_ATTRIBUTE = {"value": True, "confidence": 99.5}
_FACE = {
    "id": "face-1",
    "imageId": "image-1",
    "boundingBox": {"left": 0.1, "top": 0.2, "width": 0.3, "height": 0.4},
    "confidence": 99.9,
    "landmarks": [{"type": "nose", "x": 0.5, "y": 0.25}],
    "pose": {"roll": 1.5, "yaw": -2.5, "pitch": 3.5},
    "quality": {"brightness": 80.0, "sharpness": 90.0},
    "ageRange": {"low": 20, "high": 28},
    "gender": {"value": "Female", "confidence": 98.0},
    "emotions": [{"type": "CALM", "confidence": 70.0}, {"type": "HAPPY", "confidence": 20.0}],
    "smile": _ATTRIBUTE,
    "eyeglasses": {"value": False, "confidence": 97.0},
    "sunglasses": None,
    "beard": None,
    "mustache": None,
    "eyesOpen": _ATTRIBUTE,
    "mouthOpen": None,
    "faceOccluded": None,
    "eyeDirection": {"yaw": 1.0, "pitch": 2.0, "confidence": 60.0},
}
_WITH_FACE = ImageWithFaces.model_validate(an_image("image-1") | {"faces": [_FACE]})
_WITHOUT = ImageWithFaces.model_validate(an_image("image-2", "REJECTED") | {"faces": None})


def test_json_lines_are_the_apis_own_documents() -> None:
    file = io.StringIO()

    for image in (_WITH_FACE, _WITHOUT):
        JsonLinesWriter(file).write(image)

    first, second = map(json.loads, file.getvalue().splitlines())
    assert first["faces"] == [_FACE]
    assert ImageWithFaces.model_validate(first) == _WITH_FACE
    assert ImageWithFaces.model_validate(second) == _WITHOUT


def test_csv_has_a_row_for_each_face_and_for_each_image_without_one() -> None:
    file = io.StringIO()
    writer = CsvWriter(file)
    for image in (_WITH_FACE, _WITHOUT):
        writer.write(image)

    face, none = csv.DictReader(io.StringIO(file.getvalue()))
    assert (face["imageId"], face["faceId"], face["faceGender"]) == ("image-1", "face-1", "Female")
    assert (face["faceLeft"], face["faceSmile"], face["faceEyeglasses"]) == ("0.1", "true", "false")
    assert json.loads(face["faceEmotions"]) == _FACE["emotions"]
    assert face["imageUploadedAt"] == "2026-11-01T12:00:00+00:00"
    assert (none["imageId"], none["imageFailureCode"], none["faceId"]) == (
        *("image-2", "CORRUPT_IMAGE"),
        "",
    )


def test_parquet_has_typed_columns(tmp_path: Path) -> None:
    with ParquetFile(tmp_path / "faces.parquet") as writer:
        writer.write(_WITH_FACE)
        writer.write(_WITHOUT)

    face, none = pq.read_table(tmp_path / "faces.parquet").to_pylist()
    assert list(face) == [field.name for field in FIELDS]
    assert (face["faceWidth"], face["faceAgeLow"], face["faceSmile"]) == (0.3, 20, True)
    assert (face["faceLandmarks"], face["faceEmotions"]) == (_FACE["landmarks"], _FACE["emotions"])
    assert face["imageUploadedAt"] == _WITH_FACE.uploaded_at
    assert (none["imageStatus"], none["faceId"], none["faceEmotions"]) == ("REJECTED", None, None)


def test_parquet_holds_no_more_than_a_group_of_rows(tmp_path: Path) -> None:
    with ParquetFile(tmp_path / "faces.parquet") as writer:
        for _ in range(2 * ROWS_IN_GROUP + 1):
            writer.write(_WITHOUT)

    metadata = pq.ParquetFile(tmp_path / "faces.parquet").metadata
    rows = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    assert rows == [ROWS_IN_GROUP, ROWS_IN_GROUP, 1]


def test_every_member_of_a_face_is_in_the_flat_row() -> None:
    about_face = {field.path[0] for field in FIELDS if field.name.startswith("face")}

    of_a_face = _FACE.keys() - {"imageId"}  # the row takes it from the image
    problem = "a member of a face or of the row, but not of both"
    no_drift(about_face ^ of_a_face, problem, edit="clients/python/facegraph/cli/export/rows.py")
