"""How bright and how sharp a face is, 0 to 100. The scales are this engine's, not Rekognition's."""

from dataclasses import dataclass

import cv2
import numpy as np

from rekognition_emulator.detector import DetectedFace
from rekognition_emulator.images import Pixels

FACE_SIDE_PX = 112  # one size for every face, so that large faces do not count as blurred
HALF_SHARP = 100.0  # variance of the Laplacian that makes a sharpness of 50


@dataclass(frozen=True, slots=True)
class Quality:
    """`brightness` is the mean luma. `sharpness` is v / (v + HALF_SHARP), v the variance of the
    Laplacian (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", 2000): it
    falls with blur and with darkness, and rises wrongly with noise.
    """

    brightness: float
    sharpness: float


def assess_quality(pixels: Pixels, face: DetectedFace) -> Quality:
    left, top = np.floor(face.box[:2]).astype(int)
    right, bottom = np.ceil(face.box[2:]).astype(int)
    luma = cv2.cvtColor(pixels[top:bottom, left:right], cv2.COLOR_RGB2GRAY)
    small = cv2.resize(luma, (FACE_SIDE_PX, FACE_SIDE_PX), interpolation=cv2.INTER_AREA)
    variance = float(cv2.Laplacian(small, cv2.CV_64F).var())
    return Quality(float(luma.mean()) / 2.55, 100 * variance / (variance + HALF_SHARP))
