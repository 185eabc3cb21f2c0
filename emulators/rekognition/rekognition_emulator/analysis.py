"""A worker's task: from an image's bytes to Rekognition's FaceDetails."""

from functools import cache
from typing import Any

import cv2
import numpy as np

from rekognition_emulator.detector import DetectedFace, FaceDetector
from rekognition_emulator.images import LONGEST_SIDE_PX, Pixels, upright_pixels
from rekognition_emulator.pose import estimate_pose
from rekognition_emulator.quality import assess_quality

MAX_FACES = 100  # Rekognition answers with the 100 largest
LANDMARK_TYPES = ("eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight")


@cache
def face_detector() -> FaceDetector:
    cv2.setNumThreads(1)  # one process per processor already
    return FaceDetector()


def warm_up() -> None:
    """The first inference allocates memory for 0.2 s, before any request."""
    face_detector().detect(np.zeros((LONGEST_SIDE_PX, LONGEST_SIDE_PX, 3), np.uint8), MAX_FACES)


def face_details(image: bytes) -> list[dict[str, Any]]:
    """Members of FaceDetail that the engine does not know are absent, whatever `Attributes` says.

    Raises ImageTooLarge, InvalidImageFormat or InvalidParameter.
    """
    pixels = upright_pixels(image)
    return [_detail(pixels, face) for face in face_detector().detect(pixels, MAX_FACES)]


def _detail(pixels: Pixels, face: DetectedFace) -> dict[str, Any]:
    height, width = pixels.shape[:2]
    left, top, right, bottom = (face.box / (width, height, width, height)).tolist()
    points = (face.landmarks / (width, height)).tolist()
    pose, quality = estimate_pose(face.landmarks), assess_quality(pixels, face)
    return {
        "BoundingBox": {"Left": left, "Top": top, "Width": right - left, "Height": bottom - top},
        "Confidence": 100 * face.score,
        "Landmarks": [
            {"Type": name, "X": x, "Y": y}
            for name, (x, y) in zip(LANDMARK_TYPES, points, strict=True)
        ],
        "Pose": {"Roll": pose.roll, "Yaw": pose.yaw, "Pitch": pose.pitch},
        "Quality": {"Brightness": quality.brightness, "Sharpness": quality.sharpness},
    }
