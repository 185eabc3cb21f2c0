import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import ExifTags, Image

from rekognition_tests.photos import (
    ASTRONAUT_FACE,
    Box,
    astronaut,
    encoded,
    jpeg,
    overlap_iou,
    shipped,
    truncated,
    with_orientation,
)

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient


def boxes(rekognition: "RekognitionClient", photo: bytes) -> list[Box]:
    answer = rekognition.detect_faces(Image={"Bytes": photo})
    assert "OrientationCorrection" not in answer
    found = [face["BoundingBox"] for face in answer["FaceDetails"]]
    return [Box(box["Left"], box["Top"], box["Width"], box["Height"]) for box in found]


def finds_the_astronaut(rekognition: "RekognitionClient", photo: bytes) -> bool:
    (box,) = boxes(rekognition, photo)
    return overlap_iou(box, ASTRONAUT_FACE) > 0.9


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_are_of_the_upright_image_for_every_exif_orientation(
    rekognition: "RekognitionClient", orientation: int
) -> None:
    assert finds_the_astronaut(rekognition, with_orientation(astronaut(), orientation))


def test_the_orientation_turns_the_sides_of_an_oblong_image(
    rekognition: "RekognitionClient",
) -> None:
    oblong = shipped("astronaut").crop((95, 0, 355, 512))

    (upright,) = boxes(rekognition, jpeg(oblong))
    (turned,) = boxes(rekognition, with_orientation(jpeg(oblong), 6))

    assert overlap_iou(upright, turned) > 0.9


def test_a_png_has_no_orientation(rekognition: "RekognitionClient") -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 3

    assert finds_the_astronaut(rekognition, encoded(shipped("astronaut"), "PNG", exif=exif))


def test_an_unknown_orientation_counts_as_none(rekognition: "RekognitionClient") -> None:
    assert finds_the_astronaut(rekognition, with_orientation(astronaut(), 9))


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA"])
def test_reads_png_of_every_colour_mode(rekognition: "RekognitionClient", mode: str) -> None:
    assert finds_the_astronaut(rekognition, encoded(shipped("astronaut").convert(mode), "PNG"))


def test_reads_png_of_sixteen_bits(rekognition: "RekognitionClient") -> None:
    gray = np.asarray(shipped("astronaut").convert("L")).astype(np.uint16) * 257

    assert finds_the_astronaut(rekognition, encoded(Image.fromarray(gray), "PNG"))


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_reads_jpeg_of_every_colour_mode(rekognition: "RekognitionClient", mode: str) -> None:
    assert finds_the_astronaut(rekognition, jpeg(shipped("astronaut").convert(mode)))


def test_reads_progressive_jpeg(rekognition: "RekognitionClient") -> None:
    photo = encoded(shipped("astronaut"), "JPEG", progressive=True)

    assert finds_the_astronaut(rekognition, photo)


def test_takes_the_first_picture_of_a_multi_picture_jpeg(rekognition: "RekognitionClient") -> None:
    photo = encoded(shipped("astronaut"), "MPO", save_all=True, append_images=[shipped("coffee")])

    assert finds_the_astronaut(rekognition, photo)


def test_accepts_a_motion_photo_with_video_after_its_end(rekognition: "RekognitionClient") -> None:
    video = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 100

    assert finds_the_astronaut(rekognition, astronaut() + video)


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(truncated(astronaut()), id="JPEG cut off after its header"),
        pytest.param(truncated(encoded(shipped("coffee"), "PNG")), id="PNG cut off"),
        pytest.param(encoded(shipped("coffee"), "WEBP"), id="WebP"),
        pytest.param(encoded(shipped("coffee"), "GIF"), id="GIF"),
        pytest.param(encoded(shipped("coffee"), "TIFF"), id="TIFF"),
        pytest.param(png_header(200, 200), id="PNG with too few rows"),
        pytest.param(b"not an image", id="text"),
    ],
)
def test_refuses_a_file_that_is_not_a_complete_jpeg_or_png(
    rekognition: "RekognitionClient", image: bytes
) -> None:
    with pytest.raises(rekognition.exceptions.InvalidImageFormatException):
        rekognition.detect_faces(Image={"Bytes": image})


@pytest.mark.parametrize("size", [(79, 200), (200, 79)])
def test_refuses_an_image_with_a_side_under_80_pixels(
    rekognition: "RekognitionClient", size: tuple[int, int]
) -> None:
    with pytest.raises(rekognition.exceptions.InvalidParameterException):
        rekognition.detect_faces(Image={"Bytes": jpeg(shipped("coffee").resize(size))})


def test_accepts_an_image_with_sides_of_80_pixels(rekognition: "RekognitionClient") -> None:
    smallest = jpeg(shipped("coffee").resize((80, 80)))

    assert rekognition.detect_faces(Image={"Bytes": smallest})["FaceDetails"] == []


@pytest.mark.parametrize("size", [(10_001, 100), (100, 10_001), (2**31 - 1, 2**31 - 1)])
def test_refuses_a_bomb_by_the_size_it_claims_without_decoding(
    rekognition: "RekognitionClient", size: tuple[int, int]
) -> None:
    with pytest.raises(rekognition.exceptions.ImageTooLargeException, match="10000 pixels"):
        rekognition.detect_faces(Image={"Bytes": png_header(*size)})


def test_refuses_a_png_whose_text_would_not_fit_into_memory(
    rekognition: "RekognitionClient",
) -> None:
    text = zlib.compress(b"\0" * 2**28)
    data = b"comment\0\0" + text
    chunk = (
        struct.pack(">I", len(data))
        + b"zTXt"
        + data
        + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    )
    photo = encoded(shipped("coffee"), "PNG")
    end_of_header = 33

    with pytest.raises(rekognition.exceptions.InvalidImageFormatException):
        rekognition.detect_faces(
            Image={"Bytes": photo[:end_of_header] + chunk + photo[end_of_header:]}
        )
