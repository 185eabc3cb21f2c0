"""The head's rotation from five landmarks and a mean face.

Zero is where the eyes and the mouth's corners lie parallel to the image. The 2-D mean face that
ArcFace aligns to comes out within 1 degree of zero in all three angles. Roll is good (about 2
degrees on heads of any roll), yaw plausible, pitch weak: five points cannot part a long nose
from a raised chin.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from rekognition_emulator.detector import Points

# In mm; x to the right of the image, y down, z away from the camera. Centres of the eyes' corners,
# nose tip and mouth corners of FaceModel68 in hysts/pytorch_mpiigaze_demo (MIT), a mean face with
# the Multi-PIE mark-up.
MEAN_FACE = np.array(
    [
        (-32.1, -31.7, 36.7),
        (32.1, -31.7, 36.7),
        (0.0, 0.0, 0.0),
        (-28.5, 33.3, 36.7),
        (28.5, 33.3, 36.7),
    ]
)
# Straight in front of each face, so that a pose does not depend on the place in the image.
CAMERA_DISTANCE_MM = 1000.0
CAMERA = np.diag([CAMERA_DISTANCE_MM, CAMERA_DISTANCE_MM, 1.0])


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees, signed as Rekognition's (read off its published answers): roll is positive when
    the head leans clockwise in the image, yaw when it turns to the image's right, pitch when it
    looks up.
    """

    roll: float
    yaw: float
    pitch: float


def estimate_pose(landmarks: Points) -> Pose:
    _, rotation, _ = cv2.solvePnP(
        MEAN_FACE, _in_millimetres(landmarks), CAMERA, None, flags=cv2.SOLVEPNP_SQPNP
    )
    matrix, _ = cv2.Rodrigues(rotation)
    roll = np.arctan2(matrix[1, 0], matrix[0, 0])
    yaw = np.arcsin(np.clip(matrix[2, 0], -1, 1))
    pitch = -np.arctan2(matrix[2, 1], matrix[2, 2])
    return Pose(*(float(np.degrees(angle)) for angle in (roll, yaw, pitch)))


def _in_millimetres(landmarks: Points) -> Points:
    """About the landmarks' own centre, and as large as the mean face."""
    centered = landmarks - landmarks.mean(axis=0)
    face = MEAN_FACE[:, :2] - MEAN_FACE[:, :2].mean(axis=0)
    scaled: Points = centered * (np.linalg.norm(face) / np.linalg.norm(centered))
    return scaled
